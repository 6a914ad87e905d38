// The panel beside the answers: the categories as a tree, each with its key, what
// stands of the answer under the cursor, and, between two coders, what they gave.

import {$} from './server.js';
import {make} from './panel.js';
import {meaning} from './palette.js';

/** @typedef {import('./palette.js').Code & {depth: number, exclusive?: boolean, uncodable?: boolean}} Category */
/** @typedef {{blank?: boolean, m: number[], g?: number[][], a?: {c: number[], by: string, why?: string, moved?: boolean}}} Unit */

/** Keys that give categories, in their order: those that the page needs for nothing else. */
export const GIVING = [...'1234567890qetyiophlvnm'];

/** Keys that settle as one of the coders did. */
export const LIKE = [...'abdg'];

/**
 * @param {Category[]} categories
 * @returns {string[]} the key of each category, '' for headings and where none is left
 */
export function keysOf(categories) {
  let n = 0;
  return categories.map((c) => c.heading ? '' : GIVING[n++] || '');
}

export class GridPanel {
  /**
   * @param {{toggle: (k: number) => void, look: (k: number) => void, like: (coder: number) => void, settle: () => void, reopen: () => void}} o
   */
  constructor(o) {
    this.o = o;
    this.box = $('panel');
    this.head = make('h2');
    this.where = make('p', {class: 'quiet'});
    this.apart = make('div', {class: 'apart'});
    this.list = make('ul', {class: 'cats'});
    this.why = make('input', {type: 'text', id: 'why', autocomplete: 'off', placeholder: 'Why, if it is worth saying'});
    this.settling = make('div', {class: 'settling'});
    this.meaning = make('section', {class: 'meaning'});
    /** @type {HTMLButtonElement[]} */
    this.buttons = [];
    /** @type {Category[]} */
    this.categories = [];
  }

  /** @param {Category[]} categories lays the categories out anew */
  fill(categories) {
    this.categories = categories;
    this.buttons = [];
    const keys = keysOf(categories);
    this.list.replaceChildren(...categories.map((c, k) => {
      const b = make('button', {type: 'button', 'aria-pressed': 'false', class: 'h' + c.hue, tabindex: '0'},
        make('kbd', {}, keys[k]), make('span', {class: 'dot'}), make('b', {}, c.name), make('span', {class: 'l'}, c.label || ''));
      if (keys[k]) b.setAttribute('aria-keyshortcuts', keys[k]);
      b.disabled = Boolean(c.heading);
      b.onclick = () => this.o.toggle(k);
      b.onfocus = () => this.o.look(k);
      this.buttons.push(b);
      return make('li', {class: 'd' + Math.min(c.depth, 3)}, b);
    }));
    const settle = make('button', {type: 'button', class: 'main'}, 'Settle ', make('kbd', {}, 's'));
    settle.onclick = () => this.o.settle();
    this.reopen = make('button', {type: 'button'}, 'Open again ', make('kbd', {}, 'x'));
    this.reopen.onclick = () => this.o.reopen();
    this.settling.replaceChildren(make('label', {class: 'why'}, 'Why ', this.why), make('p', {}, settle, ' ', this.reopen));
    this.box.replaceChildren(this.head, this.where, this.apart, this.list, this.settling, this.meaning);
  }

  /**
   * Shows an answer.
   * @param {{who: string, place: string, link: string, unit: Unit, pressed: Set<number>, cursor: number, coders: string[], reconcile: boolean}|null} s
   */
  show(s) {
    this.box.classList.toggle('empty', !s);
    if (!s) {
      this.head.textContent = '';
      this.where.textContent = 'Step to an answer with j.';
      return;
    }
    this.head.replaceChildren(s.who, ' ', make('span', {class: 'quiet'}, s.place));
    this.where.replaceChildren(make('a', {href: s.link}, 'in the document'));
    this.buttons.forEach((b, k) => {
      b.setAttribute('aria-pressed', String(s.pressed.has(k)));
      b.classList.toggle('on', k === s.cursor);
    });
    this.apart.hidden = this.settling.hidden = !s.reconcile;
    if (s.reconcile) this.lay(s);
    const c = this.categories[s.cursor];
    this.meaning.replaceChildren(...(c ? [make('h4', {}, c.name + (c.exclusive ? ', which stands alone on an answer' : '') + (c.uncodable ? ', which says that nothing can be said' : '')), ...meaning(c)] : []));
  }

  /** @param {{unit: Unit, coders: string[]}} s what each coder gave, and what was agreed */
  lay(s) {
    const {g = [], a} = s.unit;
    const name = (/** @type {number[]} */ list) => list.map((k) => this.categories[k]?.name).join(', ') || 'no category';
    const had = this.apart.contains(document.activeElement) ? [...this.apart.querySelectorAll('button')].indexOf(/** @type {HTMLButtonElement} */ (document.activeElement)) : -1;
    this.apart.replaceChildren(...s.coders.map((coder, n) => {
      const b = make('button', {type: 'button', class: 'like'}, make('kbd', {}, LIKE[n] || ''), make('b', {}, coder), make('span', {}, name(g[n] || [])));
      b.onclick = () => this.o.like(n);
      return b;
    }), make('p', {class: 'agreed'}, a ? `Agreed: ${name(a.c)}` : 'Nothing is agreed yet.', ...(a ? [make('span', {class: 'quiet'}, ` ${a.by}${a.why ? ', ' + a.why : ''}`)] : []),
      ...(a?.moved ? [make('strong', {}, ' Coded otherwise since.')] : [])));
    if (had >= 0) this.apart.querySelectorAll('button')[had]?.focus();
    if (this.reopen) this.reopen.disabled = !a;
  }
}
