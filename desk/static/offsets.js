// Where code points and JavaScript's UTF-16 units meet: here and nowhere else. The
// frozen text counts code points; the page's text nodes count units.

/** @typedef {{el: HTMLElement, node: Text|null, at: number, end: number, plain: boolean, turn: HTMLElement}} Piece */

/** @param {string} text @param {number} points @returns {number} units before that many code points */
export function unitsOf(text, points) {
  let units = 0;
  for (let n = 0; n < points && units < text.length; n++) {
    units += /** @type {number} */ (text.codePointAt(units)) > 0xffff ? 2 : 1;
  }
  return units;
}

/** @param {string} text @param {number} units @returns {number} code points before that many units; one that is cut counts */
export function pointsOf(text, units) {
  let points = 0;
  for (let u = 0; u < units && u < text.length; points++) {
    u += /** @type {number} */ (text.codePointAt(u)) > 0xffff ? 2 : 1;
  }
  return points;
}

/** Pieces are the text nodes of the page in the order of the frozen text. */
export class Pieces {
  /** @param {HTMLElement} root */
  constructor(root) {
    /** @type {Piece[]} */
    this.all = [];
    /** @type {Map<Element, Piece>} */
    this.of = new Map();
    for (const p of root.getElementsByTagName('p')) {
      if (p.firstChild?.nextSibling) p.normalize(); // a browser cuts very long text in two
      const node = /** @type {Text|null} */ (p.firstChild);
      const at = Number(p.getAttribute('data-at'));
      const plain = !p.hasAttribute('data-wide');
      const length = !node ? 0 : plain ? node.length : pointsOf(node.data, node.length);
      const piece = {el: p, node, at, end: at + length, plain, turn: /** @type {HTMLElement} */ (p.parentElement)};
      this.all.push(piece);
      this.of.set(p, piece);
    }
  }

  /** @param {number} offset @returns {number} the index of the last piece that begins at or before an offset, 0 at least */
  index(offset) {
    let lo = 0, hi = this.all.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.all[mid].at <= offset) lo = mid + 1; else hi = mid;
    }
    return Math.max(0, lo - 1);
  }

  /** @param {Piece} p @param {number} offset @returns {number} units into the piece's node */
  units(p, offset) {
    const n = Math.min(Math.max(offset, p.at), p.end) - p.at;
    return p.plain || !p.node ? n : unitsOf(p.node.data, n);
  }

  /** @param {number} start @param {number} end @returns {Range|null} over the text of the page */
  range(start, end) {
    const e = this.edges(start, end);
    if (!e) return null;
    const r = document.createRange();
    r.setStart(e.startContainer, e.startOffset);
    r.setEnd(e.endContainer, e.endOffset);
    return r;
  }

  /**
   * What a StaticRange is made of. Thousands of live ranges would be kept up with every
   * change of the page; the text nodes they lie in never change.
   * @param {number} start @param {number} end @returns {StaticRangeInit|null}
   */
  edges(start, end) {
    let i = this.index(start);
    if (start >= this.all[i].end && i + 1 < this.all.length) i++;
    let j = this.index(end - 1);
    if (j < i) return null;
    while (i < j && !this.all[i].node) i++;
    while (j > i && !this.all[j].node) j--;
    const a = this.all[i], b = this.all[j];
    if (!a.node || !b.node) return null;
    return {startContainer: a.node, startOffset: this.units(a, start), endContainer: b.node, endOffset: this.units(b, end)};
  }

  /**
   * @param {Node} container @param {number} offset as a Range has them
   * @param {boolean} last whether it is the end of a range
   * @returns {number|null} code points before it, in the frozen text
   */
  offset(container, offset, last) {
    if (container.nodeType === Node.TEXT_NODE) {
      const p = container.parentElement && this.of.get(container.parentElement);
      if (p && p.node) return p.at + (p.plain ? offset : pointsOf(p.node.data, offset));
    }
    // Outside a piece: the next one after the place, or for an end the last before it.
    const place = document.createRange();
    place.setStart(container, offset);
    let lo = 0, hi = this.all.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (place.comparePoint(this.all[mid].el, 0) < 0) lo = mid + 1; else hi = mid;
    }
    if (last) return lo > 0 ? this.all[lo - 1].end : null;
    return lo < this.all.length ? this.all[lo].at : null;
  }

  /** @param {number} start @param {number} end @returns {string} what is said in a span, in one line */
  text(start, end) {
    return this.said(start, end).map((x) => x.text).join(' ').replace(/\s+/g, ' ');
  }

  /** @param {number} start @param {number} end @returns {{turn: HTMLElement, text: string}[]} what is said in a span, piece by piece */
  said(start, end) {
    const all = [];
    for (let i = this.index(start); i < this.all.length && this.all[i].at < end; i++) {
      const p = this.all[i];
      if (p.node && p.end > start) all.push({turn: p.turn, text: p.node.data.slice(this.units(p, start), this.units(p, end))});
    }
    return all;
  }

  /** @param {Selection|null} s @returns {{start: number, end: number}|null} the span that is selected */
  selected(s) {
    if (!s || s.isCollapsed || !s.rangeCount) return null;
    const r = s.getRangeAt(0);
    const start = this.offset(r.startContainer, r.startOffset, false);
    const end = this.offset(r.endContainer, r.endOffset, true);
    return start === null || end === null || end <= start ? null : {start, end};
  }
}
