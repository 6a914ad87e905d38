// Spans that overlap: which lane each takes, and which of them hold a place.

/** @typedef {{id: string, s: number, e: number, code: string, by: string, at: string, valence?: string, level?: string, orientation?: string, memo?: string, carried?: string, pending?: boolean}} Coding */

/**
 * Codings as the page was sent with them: each property a column.
 * @param {{id: string[], s: number[], e: number[], notes: Record<string, Partial<Coding>>} & Record<'code'|'by'|'at', {values: string[], of: number[]}>} t
 * @returns {Coding[]}
 */
export function rows({id, s, e, code, by, at, notes}) {
  return id.map((name, i) => ({id: name, s: s[i], e: e[i], code: code.values[code.of[i]], by: by.values[by.of[i]], at: at.values[at.of[i]], ...notes[i]}));
}

/** @param {Coding} a @param {Coding} b */
export function inOrder(a, b) {
  return a.s - b.s || b.e - a.e || (a.id < b.id ? -1 : 1);
}

/**
 * Lanes side by side, so that no two spans of a lane overlap; as few as can be.
 * @param {Coding[]} codings in order
 * @returns {Map<string, number>} by id
 */
export function lanes(codings) {
  const of = new Map();
  /** @type {number[]} */
  const free = []; // where each lane is free again
  for (const c of codings) {
    let lane = free.findIndex((end) => end <= c.s);
    if (lane < 0) lane = free.length;
    free[lane] = c.e;
    of.set(c.id, lane);
  }
  return of;
}

/** @param {Coding[]} codings in order @param {number} offset @returns {Coding[]} those that hold a place, the shortest first */
export function holding(codings, offset) {
  return codings.filter((c) => c.s <= offset && offset < c.e).sort((a, b) => (a.e - a.s) - (b.e - b.s));
}
