// The margin: a stripe for every coding beside the lines that it covers, as a real
// button with the code's name. Made turn by turn, when a turn comes near the screen.

import {lanes} from './spans.js';

/** @typedef {import('./spans.js').Coding} Coding */
/** @typedef {import('./offsets.js').Pieces} Pieces */
/** @typedef {import('./palette.js').Code} Code */

const LANE = 9; // px from one stripe to the next
const LANES = 6; // stripes side by side; more share the last lane
const LINE = 20; // px between two labels

export class Margin {
  /**
   * @param {Pieces} pieces @param {HTMLElement[]} turns
   * @param {{codings: () => Coding[], code: (key: string) => Code|undefined, me: string, pick: (id: string) => void, current: () => string}} o
   */
  constructor(pieces, turns, o) {
    this.pieces = pieces;
    this.turns = turns;
    this.o = o;
    /** @type {Map<HTMLElement, {start: number, end: number}>} */
    this.spans = new Map();
    for (const p of pieces.all) {
      const s = this.spans.get(p.turn);
      if (s) s.end = p.end; else this.spans.set(p.turn, {start: p.at, end: p.end});
    }
    /** @type {Set<Element>} the stretches of the text that are near the screen */
    this.near = new Set();
    /** @type {Map<HTMLElement, Coding[]>} */
    this.byTurn = new Map();
    /** @type {Map<HTMLElement, string>} what each margin shows */
    this.drawn = new Map();
    this.watch = new IntersectionObserver((seen) => {
      for (const e of seen) {
        if (e.isIntersecting) this.near.add(e.target);
        else this.near.delete(e.target);
      }
      if (document.documentElement.dataset.drawn) {
        this.drawNear();
        return;
      }
      setTimeout(() => { // the text is to be read first, and the stripes stand beside it a frame later
        this.drawNear();
        document.documentElement.dataset.drawn ||= String(Math.round(performance.now()));
      });
    }, {rootMargin: '400px'});
    for (const s of document.querySelectorAll('.stretch')) this.watch.observe(s);
    let width = innerWidth;
    addEventListener('resize', () => {
      if (innerWidth === width) return;
      width = innerWidth;
      requestAnimationFrame(() => { this.drawn.clear(); this.redraw(); });
    });
    addEventListener('beforeprint', () => { this.drawn.clear(); this.draw(this.turns); });
  }

  /** The codings changed: sorts them to their turns, and draws what is near. */
  redraw() {
    const codings = this.o.codings();
    this.lane = lanes(codings);
    const before = this.byTurn;
    /** @type {Map<HTMLElement, Coding[]>} */
    const by = new Map();
    for (const c of codings) {
      for (let i = this.pieces.index(c.s); i < this.pieces.all.length; i++) {
        const p = this.pieces.all[i];
        if (p.at >= c.e) break;
        if (p.end <= c.s) continue;
        const list = by.get(p.turn);
        if (!list) by.set(p.turn, [c]);
        else if (list[list.length - 1] !== c) list.push(c);
      }
    }
    this.byTurn = by;
    for (const t of before.keys()) {
      if (by.has(t)) continue;
      t.querySelector('.margin')?.remove();
      this.drawn.delete(t);
    }
    this.drawNear();
  }

  drawNear() {
    for (const s of this.near) this.draw(/** @type {Iterable<HTMLElement>} */ (s.children));
  }

  /**
   * Draws the margins of turns that have changed: measures all of them first, so that
   * the page is laid out once.
   * @param {Iterable<HTMLElement>} turns
   */
  draw(turns) {
    const measured = [];
    for (const t of turns) {
      const list = this.byTurn.get(t);
      if (!list) continue;
      const state = list.map((c) => [c.id, c.s, c.e, c.code, this.o.code(c.code)?.name, c.valence, c.pending, Boolean(c.memo), this.lane?.get(c.id)].join()).join(';');
      if (this.drawn.get(t) === state) continue;
      this.drawn.set(t, state);
      measured.push(this.measure(t, list));
    }
    for (const m of measured) this.put(m);
  }

  /** @param {HTMLElement} turn @param {Coding[]} list where the stripes of a turn stand */
  measure(turn, list) {
    const top = turn.getBoundingClientRect().top;
    const room = turn.offsetHeight;
    const span = this.spans.get(turn) || {start: 0, end: 0};
    let used = 0;
    const marks = [];
    for (const c of list) {
      const r = this.pieces.range(Math.max(c.s, span.start), Math.min(c.e, span.end));
      if (!r) continue;
      const rect = r.getBoundingClientRect();
      const y = rect.top - top, h = Math.max(10, rect.height);
      const lane = Math.min(this.lane?.get(c.id) || 0, LANES - 1);
      used = Math.max(used, lane + 1);
      marks.push({c, y, h, lane, begins: c.s >= span.start});
    }
    return {turn, room, used, marks};
  }

  /** @param {ReturnType<Margin['measure']>} m */
  put({turn, room, used, marks}) {
    let box = /** @type {HTMLElement|null} */ (turn.querySelector('.margin'));
    if (!box) {
      box = document.createElement('div');
      box.className = 'margin';
      turn.append(box);
    }
    const focused = box.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.id : '';
    let label = 0; // where the next label may stand
    let hidden = 0;
    box.replaceChildren();
    for (const m of marks) {
      const code = this.o.code(m.c.code);
      const b = document.createElement(m.begins ? 'button' : 'span');
      b.className = 'stripe h' + (code ? code.hue : 9) + (m.c.pending ? ' pending' : '') + (m.c.valence === 'absent' ? ' absent' : m.c.valence === 'mixed' ? ' mixed' : '');
      b.style.setProperty('--top', m.y + 'px');
      b.style.setProperty('--height', m.h + 'px');
      b.style.setProperty('--left', m.lane * LANE + 'px');
      b.dataset.id = m.c.id;
      if (m.begins) {
        const at = Math.max(m.y, label);
        const name = document.createElement('span');
        name.className = 'name';
        name.textContent = code ? code.name : m.c.code;
        if (at + LINE > room + 6 && marks.length > 1 && label > 0) {
          b.classList.add('crowded');
          hidden++;
        } else {
          name.style.setProperty('--at', at - m.y + 'px');
          name.style.setProperty('--from', used * LANE + 6 - m.lane * LANE + 'px');
          label = at + LINE;
        }
        b.append(name);
        b.setAttribute('type', 'button');
        b.setAttribute('aria-label', this.describe(m.c));
        b.setAttribute('aria-pressed', String(m.c.id === this.o.current()));
        b.tabIndex = turn.classList.contains('at') ? 0 : -1;
      } else {
        b.setAttribute('aria-hidden', 'true');
      }
      box.append(b);
    }
    if (hidden) {
      const more = document.createElement('span');
      more.className = 'more';
      more.textContent = '+' + hidden;
      more.style.setProperty('--top', label + 'px');
      more.style.setProperty('--from', used * LANE + 6 + 'px');
      more.title = hidden + ' more codings in this turn: see the panel, or step with n';
      box.append(more);
    }
    if (focused) /** @type {HTMLElement|null} */ (box.querySelector(`[data-id="${CSS.escape(focused)}"]`))?.focus();
  }

  /** @param {Coding} c @returns {string} what a screen reader says of it */
  describe(c) {
    const code = this.o.code(c.code);
    const words = this.pieces.text(c.s, c.e).split(/\s+/);
    const quote = words.length > 6 ? words.slice(0, 6).join(' ') + ' …' : words.join(' ');
    return [(code ? code.name + (code.label ? ', ' + code.label : '') : c.code), c.valence, c.memo ? 'with a memo' : '',
      c.by === this.o.me ? '' : 'by ' + c.by].filter(Boolean).join(', ') + ': ' + quote;
  }

  /** Says of every button whether its coding is the one that is chosen. */
  press() {
    const current = this.o.current();
    for (const b of document.querySelectorAll('.margin button[aria-pressed=true]')) {
      if (/** @type {HTMLElement} */ (b).dataset.id !== current) b.setAttribute('aria-pressed', 'false');
    }
    if (current) document.querySelector(`.margin button[data-id="${CSS.escape(current)}"]`)?.setAttribute('aria-pressed', 'true');
  }
}
