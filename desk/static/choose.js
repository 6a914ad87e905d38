// Choosing words by keyboard: words, sentences and turns, over as many turns as
// wanted.

/** @typedef {import('./offsets.js').Pieces} Pieces */
/** @typedef {{start: number, end: number}} Span */
/** @typedef {'word'|'sentence'|'turn'} Unit */

const segmenters = {
  word: new Intl.Segmenter(undefined, {granularity: 'word'}),
  sentence: new Intl.Segmenter(undefined, {granularity: 'sentence'}),
};

export class Chooser {
  /** @param {Pieces} pieces @param {HTMLElement[]} turns */
  constructor(pieces, turns) {
    this.pieces = pieces;
    this.turns = turns;
    /** @type {Unit} */
    this.unit = 'word';
    /** @type {Map<string, Span[]>} */
    this.known = new Map();
  }

  /** @param {number} i @param {Unit} unit @returns {Span[]} the units of a turn */
  units(i, unit) {
    const key = unit + i;
    const have = this.known.get(key);
    if (have) return have;
    /** @type {Span[]} */
    const all = [];
    const mine = this.pieces.all.filter((p) => p.turn === this.turns[i] && p.node);
    if (unit === 'turn') {
      if (mine.length) all.push({start: mine[0].at, end: mine[mine.length - 1].end});
    } else {
      for (const p of mine) {
        const text = /** @type {Text} */ (p.node).data;
        let at = p.at; // code points before the segment
        for (const s of segmenters[unit].segment(text)) {
          const points = p.plain ? s.segment.length : [...s.segment].length;
          const bare = s.segment.trim();
          if (unit === 'word' ? s.isWordLike : bare) {
            const lead = unit === 'word' ? 0 : s.segment.length - s.segment.trimStart().length;
            const said = unit === 'word' ? points : p.plain ? bare.length : [...bare].length;
            all.push({start: at + lead, end: at + lead + said});
          }
          at += points;
        }
      }
    }
    this.known.set(key, all);
    return all;
  }

  /** @param {number} offset @returns {number} the turn that holds a place */
  turnAt(offset) {
    const p = this.pieces.all[this.pieces.index(offset)];
    return this.turns.indexOf(p.turn);
  }

  /** @param {number} i @param {Unit} unit @returns {Span|null} */
  first(i, unit) {
    this.unit = unit;
    return this.units(i, unit)[0] || null;
  }

  /** @param {number} from @param {number} dir @param {Unit} unit @returns {Span|null} the unit after a place, or the one before it */
  beside(from, dir, unit) {
    for (let i = this.turnAt(dir > 0 ? from : Math.max(0, from - 1)); i >= 0 && i < this.turns.length; i += dir) {
      const list = this.units(i, unit);
      const found = dir > 0 ? list.find((u) => u.start >= from) : list.findLast((u) => u.end <= from);
      if (found) return found;
    }
    return null;
  }

  /** @param {Span} span @param {number} dir @returns {Span} the next unit, or the one before */
  move(span, dir) {
    const next = dir > 0 ? this.beside(span.end, 1, this.unit) : this.beside(span.start, -1, this.unit);
    return next || span;
  }

  /** @param {Span} span @param {'start'|'end'} edge @param {number} dir @param {Unit} [unit] @returns {Span} with one edge a unit further */
  stretch(span, edge, dir, unit = this.unit) {
    const at = span[edge];
    let to;
    if (edge === 'end') {
      to = dir > 0 ? this.beside(at, 1, unit)?.end : this.before(at, unit);
    } else {
      to = dir < 0 ? this.beside(at, -1, unit)?.start : this.after(at, unit);
    }
    const next = {...span, [edge]: to ?? at};
    return next.end > next.start ? next : span;
  }

  /** @param {number} end @param {Unit} unit @returns {number|undefined} where the unit before the last ends */
  before(end, unit) {
    const last = this.beside(end, -1, unit);
    return last ? this.beside(last.start, -1, unit)?.end : undefined;
  }

  /** @param {number} start @param {Unit} unit @returns {number|undefined} */
  after(start, unit) {
    const first = this.beside(start, 1, unit);
    return first ? this.beside(first.end, 1, unit)?.start : undefined;
  }
}
