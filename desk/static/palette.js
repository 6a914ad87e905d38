// The palette: type, see what a code means, Enter.

import {$} from './server.js';

/** @typedef {{key: string, name: string, label?: string, definition?: string, lookFor?: string, boundary?: string, indicators?: string[], parent?: string, hue: number, heading?: boolean, off?: boolean, lens?: boolean}} Code */
/** @typedef {{code?: Code, make?: string}} Option */

/** @param {string} s */
export const fold = (s) => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** @param {string} typed @returns {string} a name that a code can have */
export function nameOf(typed) {
  return typed.trim().replace(/\s+/g, '-').replace(/[^\p{L}\p{M}\p{N}._/-]/gu, '').replace(/^[^\p{L}\p{N}]+/u, '').slice(0, 64);
}

/** @param {Code} c @param {string} query @returns {number} how well a code answers to what was typed; 0 not at all */
export function rank(c, query) {
  const q = fold(query.trim());
  if (!q) return 1;
  const name = fold(c.name), label = fold(c.label || '');
  if (name === q) return 100;
  if (name.startsWith(q)) return 80;
  if (label.startsWith(q)) return 70;
  if (name.split(/[-_./]/).some((w) => w.startsWith(q))) return 60;
  if (label.split(/\s+/).some((w) => w.startsWith(q))) return 50;
  if (name.includes(q) || label.includes(q)) return 30;
  const words = q.split(/\s+/);
  const all = fold([c.name, c.label, c.definition, c.lookFor, ...(c.indicators || [])].join(' '));
  return words.every((w) => all.includes(w)) ? 10 : 0;
}

export class Palette {
  /** @param {{codes: () => Code[], recent: () => string[], choose: (o: Option, stay: boolean) => void, closed: () => void, fixed?: boolean}} o fixed offers no new code */
  constructor(o) {
    this.o = o;
    this.box = $('palette');
    this.input = /** @type {HTMLInputElement} */ ($('query'));
    this.list = $('options');
    /** @type {Option[]} */
    this.options = [];
    this.at = 0;
    this.input.addEventListener('input', () => { this.at = 0; this.draw(); });
    this.input.addEventListener('keydown', (e) => this.key(e));
    this.list.addEventListener('pointerdown', (e) => {
      const li = /** @type {HTMLElement} */ (e.target).closest('li');
      if (!li) return;
      e.preventDefault();
      this.at = Number(li.dataset.i);
      this.take(e.shiftKey);
    });
    this.list.addEventListener('pointermove', (e) => {
      const li = /** @type {HTMLElement} */ (e.target).closest('li');
      if (li && Number(li.dataset.i) !== this.at) { this.at = Number(li.dataset.i); this.mark(); }
    });
    document.addEventListener('pointerdown', (e) => {
      if (this.open && !this.box.contains(/** @type {Node} */ (e.target))) this.close();
    });
  }

  get open() { return !this.box.hidden; }

  /** @param {DOMRect} beside where the eyes are */
  show(beside) {
    this.input.value = '';
    this.at = 0;
    this.draw();
    this.box.hidden = false;
    const w = this.box.offsetWidth, h = this.box.offsetHeight;
    const x = Math.min(Math.max(8, beside.left), innerWidth - w - 8);
    const below = beside.bottom + 8 + h < innerHeight;
    const y = below ? beside.bottom + 8 : Math.max(8, beside.top - h - 8);
    this.box.style.left = x + 'px';
    this.box.style.top = y + 'px';
    this.input.focus({preventScroll: true});
    if (!matchMedia('(max-width: 900px)').matches) return;
    // On a phone it stands at the foot, wherever it was put: the words go above it.
    document.body.style.setProperty('--foot', h + 'px'); // so that the last words can, too
    const over = beside.bottom + 12 - this.box.getBoundingClientRect().top;
    if (over > 0) scrollBy(0, Math.min(over, Math.max(0, beside.top - 60)));
  }

  close() {
    if (!this.open) return;
    this.box.hidden = true;
    document.body.style.removeProperty('--foot');
    this.o.closed();
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    switch (e.key) {
      case 'ArrowDown': this.at = Math.min(this.at + 1, this.options.length - 1); this.mark(); break;
      case 'ArrowUp': this.at = Math.max(this.at - 1, 0); this.mark(); break;
      case 'Home': if (this.input.value) return; this.at = 0; this.mark(); break;
      case 'Enter': if (!e.isComposing) this.take(e.shiftKey); break;
      case 'Escape': this.close(); break;
      case 'Tab': this.close(); return;
      default: return;
    }
    e.preventDefault();
    e.stopPropagation();
  }

  /** @param {boolean} stay */
  take(stay) {
    const o = this.options[this.at];
    if (!o) return;
    if (!stay) this.close();
    else { this.input.value = ''; this.at = 0; }
    this.o.choose(o, stay);
    if (stay) this.draw();
  }

  draw() {
    const q = this.input.value;
    const codes = this.o.codes();
    const recent = this.o.recent();
    const place = new Map(recent.map((k, i) => [k, i]));
    /** @type {{o: Option, r: number, i: number}[]} */
    const found = [];
    codes.forEach((c, i) => {
      if (c.off || c.heading) return;
      const r = rank(c, q);
      if (r) found.push({o: {code: c}, r: r + (q ? 0 : place.has(c.key) ? 50 - /** @type {number} */ (place.get(c.key)) : 0), i});
    });
    found.sort((a, b) => b.r - a.r || a.i - b.i);
    this.options = found.map((f) => f.o);
    const name = nameOf(q);
    if (name && !this.o.fixed && !codes.some((c) => fold(c.name) === fold(name))) this.options.push({make: q.trim()});
    this.list.replaceChildren(...this.options.map((o, i) => {
      const li = document.createElement('li');
      li.id = 'option' + i;
      li.dataset.i = String(i);
      li.setAttribute('role', 'option');
      if (o.code) {
        const n = recent.indexOf(o.code.key);
        li.className = 'h' + o.code.hue;
        li.innerHTML = '<span class="dot"></span><b></b> <span class="l"></span><kbd></kbd>';
        /** @type {HTMLElement} */ (li.querySelector('b')).textContent = o.code.name;
        /** @type {HTMLElement} */ (li.querySelector('.l')).textContent = o.code.label || '';
        /** @type {HTMLElement} */ (li.querySelector('kbd')).textContent = n >= 0 && n < 9 ? String(n + 1) : '';
      } else {
        li.textContent = 'New code ' + nameOf(o.make || '');
      }
      return li;
    }));
    if (!this.options.length) {
      const li = document.createElement('li');
      li.textContent = 'No code yet: type a name to make one.';
      li.className = 'none';
      this.list.append(li);
    }
    this.mark();
  }

  mark() {
    for (const li of this.list.children) li.removeAttribute('aria-selected');
    const li = this.list.children[this.at];
    const o = this.options[this.at];
    if (!li || !o) {
      this.input.removeAttribute('aria-activedescendant');
      $('about').replaceChildren();
      return;
    }
    li.setAttribute('aria-selected', 'true');
    li.scrollIntoView({block: 'nearest'});
    this.input.setAttribute('aria-activedescendant', li.id);
    if (o.code) $('about').replaceChildren(...meaning(o.code));
    else $('about').textContent = 'Made here, inductive, and used at once. Say what it means in the codebook when you know.';
  }
}

/** @param {Code} c @returns {HTMLElement[]} what a code means, in the order in which it is asked */
export function meaning(c) {
  /** @type {HTMLElement[]} */
  const all = [];
  /** @type {[string, string|undefined][]} */
  const parts = [['Definition', c.definition], ['Look for', c.lookFor], ['Boundary', c.boundary]];
  for (const [head, text] of parts) {
    if (!text) continue;
    const h = document.createElement('h4'), p = document.createElement('p');
    h.textContent = head;
    p.textContent = text;
    all.push(h, p);
  }
  if (!all.length) {
    const p = document.createElement('p');
    p.className = 'quiet';
    p.textContent = 'Not defined yet.';
    all.push(p);
  }
  return all;
}
