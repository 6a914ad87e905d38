// The text under codings: highlights, by hue and by how many lie over one another.

import {lanes} from './spans.js';

/** @typedef {import('./spans.js').Coding} Coding */

const DEEP = 3; // the lane from which all further ones look alike

export class Paint {
  /** @param {import('./offsets.js').Pieces} pieces @param {(key: string) => number} hue */
  constructor(pieces, hue) {
    this.pieces = pieces;
    this.hue = hue;
    /** @type {Map<string, {range: StaticRange, name: string, s: number, e: number}>} */
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
      if (had) this.layer(had.name).delete(had.range);
      const edges = this.pieces.edges(c.s, c.e);
      if (!edges) { this.drawn.delete(c.id); continue; }
      const range = new StaticRange(edges);
      this.layer(name).add(range);
      this.drawn.set(c.id, {range, name, s: c.s, e: c.e});
    }
    for (const id of left) {
      const had = /** @type {{range: StaticRange, name: string}} */ (this.drawn.get(id));
      this.layer(had.name).delete(had.range);
      this.drawn.delete(id);
    }
  }

  /** @param {'selected'|'chosen'} name @param {{start: number, end: number}|null} span the one strong thing on the page */
  mark(name, span) {
    const range = span && this.pieces.range(span.start, span.end);
    const h = this.layer(name);
    h.clear();
    h.priority = 10;
    if (range) h.add(range);
  }
}
