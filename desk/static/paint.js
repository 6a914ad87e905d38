// The text under codings: highlights, by hue and by how many lie over one another.

import {lanes} from './spans.js';

/** @typedef {import('./spans.js').Coding} Coding */

const DEEP = 3; // the lane from which all further ones look alike
const NEAR = 8000; // code points from the place, which no screen shows more of
const SLICE = 1000; // codings drawn at a time, away from it
const FIRST = 60; // milliseconds that the first screen has for itself

export class Paint {
  /**
   * @param {import('./offsets.js').Pieces} pieces
   * @param {{hue: (key: string) => number, here: () => number}} o here is the place where the eyes are
   */
  constructor(pieces, o) {
    this.pieces = pieces;
    this.o = o;
    /** @type {Map<string, {ranges: StaticRange[], name: string, s: number, e: number}>} */
    this.drawn = new Map();
    /** @type {Map<string, Highlight>} */
    this.by = new Map();
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.later = undefined;
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

  /**
   * Draws what has changed: what is near at once, and of thousands the others some at a
   * time, so that the first screen does not wait for what is not on it.
   * @param {Coding[]} codings in order
   */
  show(codings) {
    clearTimeout(this.later);
    const lane = lanes(codings);
    const first = !this.drawn.size;
    const left = new Set(this.drawn.keys());
    const here = this.o.here();
    /** @type {{c: Coding, name: string}[]} */
    const far = [];
    for (const c of codings) {
      const name = 'h' + this.o.hue(c.code) + '-' + Math.min(lane.get(c.id) || 0, DEEP);
      const had = this.drawn.get(c.id);
      left.delete(c.id);
      if (had && had.name === name && had.s === c.s && had.e === c.e) continue;
      if (Math.abs(c.s - here) < NEAR) this.draw(c, name);
      else far.push({c, name});
    }
    for (const id of left) this.clear(id);
    // At first the screen is painted before more is drawn that is not on it.
    if (first && far.length) this.later = setTimeout(() => this.slice(far), FIRST);
    else this.slice(far);
  }

  /** @param {{c: Coding, name: string}[]} far */
  slice(far) {
    for (const {c, name} of far.splice(0, SLICE)) this.draw(c, name);
    if (far.length) this.later = setTimeout(() => this.slice(far));
  }

  /** @param {Coding} c @param {string} name its layer */
  draw(c, name) {
    this.clear(c.id);
    const ranges = this.ranges(c.s, c.e);
    for (const r of ranges) this.layer(name).add(r);
    this.drawn.set(c.id, {ranges, name, s: c.s, e: c.e});
  }

  /** @param {string} id */
  clear(id) {
    const had = this.drawn.get(id);
    if (had) for (const r of had.ranges) this.layer(had.name).delete(r);
    this.drawn.delete(id);
  }

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
