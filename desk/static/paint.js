// The text under codings: highlights, by hue and by how many lie over one another.

import {lanes} from './spans.js';

/** @typedef {import('./spans.js').Coding} Coding */

const DEEP = 3; // the lane from which all further ones look alike

export class Paint {
  /** @param {import('./offsets.js').Pieces} pieces @param {(key: string) => number} hue */
  constructor(pieces, hue) {
    this.pieces = pieces;
    this.hue = hue;
    /** @type {Map<string, {ranges: StaticRange[], name: string, s: number, e: number}>} */
    this.drawn = new Map();
    /** @type {Map<string, Highlight>} */
    this.by = new Map();
  }

  /** @param {string} name @returns {Highlight} */
  layer(name) {
    let h = this.by.get(name);
    if (!h) {
      h = new Highlight();
      this.by.set(name, h);
      CSS.highlights.set(name, h);
    }
    return h;
  }

  /** @param {Coding[]} codings in order: draws what has changed */
  show(codings) {
    const lane = lanes(codings);
    const left = new Set(this.drawn.keys());
    for (const c of codings) {
      const name = 'h' + this.hue(c.code) + '-' + Math.min(lane.get(c.id) || 0, DEEP);
      const had = this.drawn.get(c.id);
      left.delete(c.id);
      if (had && had.name === name && had.s === c.s && had.e === c.e) continue;
      if (had) this.clear(had);
      const ranges = this.ranges(c.s, c.e);
      for (const r of ranges) this.layer(name).add(r);
      this.drawn.set(c.id, {ranges, name, s: c.s, e: c.e});
    }
    for (const id of left) {
      const had = this.drawn.get(id);
      if (had) this.clear(had);
      this.drawn.delete(id);
    }
  }

  /** @param {{ranges: StaticRange[], name: string}} had */
  clear(had) { for (const r of had.ranges) this.layer(had.name).delete(r); }

  /**
   * A range for each piece of a span: what stands between two pieces, such as a
   * speaker's name or the margin, is not coded.
   * @param {number} start @param {number} end @returns {StaticRange[]}
   */
  ranges(start, end) {
    const all = [];
    for (let i = this.pieces.index(start); i < this.pieces.all.length && this.pieces.all[i].at < end; i++) {
      const p = this.pieces.all[i];
      const edges = p.end > start ? this.pieces.edges(Math.max(start, p.at), Math.min(end, p.end)) : null;
      if (edges) all.push(new StaticRange(edges));
    }
    return all;
  }

  /** @param {'selected'|'chosen'} name @param {{start: number, end: number}|null} span the one strong thing on the page */
  mark(name, span) {
    const h = this.layer(name);
    h.clear();
    h.priority = 10;
    if (span) for (const r of this.ranges(span.start, span.end)) h.add(r);
  }
}
