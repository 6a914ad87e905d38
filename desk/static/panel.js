// The panel: what is under the cursor. The coding that is chosen, with what its code
// means and what can be said of it; else the codings of the turn; else the next step.

import {$} from './server.js';
import {meaning} from './palette.js';

/** @typedef {import('./spans.js').Coding} Coding */
/** @typedef {import('./palette.js').Code} Code */

const DRAFTS = 'kith-drafts';

/** What was typed and is not on disk yet, by what it belongs to. */
const drafts = {
  /** @returns {Record<string, string>} */
  all() { return JSON.parse(sessionStorage.getItem(DRAFTS) || '{}'); },
  /** @param {string} id @param {string|null} text */
  set(id, text) {
    const all = this.all();
    if (text === null) delete all[id]; else all[id] = text;
    sessionStorage.setItem(DRAFTS, JSON.stringify(all));
  },
};

/** @template {keyof HTMLElementTagNameMap} K @param {K} tag @param {Record<string, string>} [attributes] @param {(Node|string)[]} inside @returns {HTMLElementTagNameMap[K]} */
export function make(tag, attributes = {}, ...inside) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  e.append(...inside);
  return e;
}

export class Panel {
  /**
   * @param {{code: (key: string) => Code|undefined, me: string, valences: string[], levels: string[], orientations: string[],
   *   set: (id: string, set: Record<string, string>) => void, remove: (id: string) => void, pick: (id: string) => void,
   *   note: (kind: string, text: string, links: {kind: string, to: string}[]) => Promise<boolean>}} o
   */
  constructor(o) {
    this.o = o;
    this.box = $('panel');
    this.shown = '';
  }

  /** @param {Coding|undefined} c @param {Coding[]} here the codings of the turn @param {string} turn its number */
  show(c, here, turn) {
    const key = JSON.stringify(c ? [c, this.o.code(c.code)] : [turn, here.map((h) => [h.id, h.code])]);
    if (key === this.shown || this.writing) return;
    // What somebody is typing in is not taken from under their hands.
    const typing = this.box.contains(document.activeElement) && /** @type {HTMLElement} */ (document.activeElement).tagName === 'TEXTAREA';
    if (typing && c && this.id === c.id) return;
    this.shown = key;
    this.id = c ? c.id : '';
    const had = this.box.contains(document.activeElement) && document.activeElement?.getAttribute('name');
    this.box.classList.toggle('open', Boolean(c)); // on a phone it stands over the text, and only then
    if (c) this.coding(c);
    else this.turn(here, turn);
    if (had) /** @type {HTMLElement|null} */ (this.box.querySelector(`select[name=${had}], input[name=${had}]:checked`))?.focus();
  }

  /** @param {Coding} c */
  coding(c) {
    const code = this.o.code(c.code);
    const mine = c.by === this.o.me;
    const head = make('h2', {class: 'h' + (code ? code.hue : 9)}, make('span', {class: 'dot'}), ' ' + (code ? code.name : c.code));
    /** @type {HTMLElement[]} */
    const parts = [this.shut(), head];
    if (code?.label) parts.push(make('p', {class: 'label'}, code.label));
    parts.push(make('p', {class: 'quiet'}, c.pending ? 'being written' : `${c.by}, ${c.at}${c.carried === 'changed' ? '; its words were changed when the text was frozen anew' : ''}`));
    if (mine && !c.pending) {
      const v = make('fieldset', {class: 'valence'}, make('legend', {}, 'In the passage the process is'));
      for (const name of ['', ...this.o.valences]) {
        const i = make('input', {type: 'radio', name: 'valence', value: name});
        i.checked = (c.valence || '') === name;
        i.onchange = () => this.o.set(c.id, {valence: name});
        v.append(make('label', {}, i, ' ' + (name || 'unsaid')));
      }
      parts.push(v, this.scale(c, 'level', this.o.levels), this.scale(c, 'orientation', this.o.orientations));
      const draft = drafts.all()[c.id];
      const memo = make('textarea', {id: 'memo', rows: '4', placeholder: 'Why this code here?'});
      memo.value = draft ?? c.memo ?? '';
      memo.oninput = () => drafts.set(c.id, memo.value);
      memo.onchange = () => {
        drafts.set(c.id, null);
        if (memo.value !== (c.memo || '')) this.o.set(c.id, {memo: memo.value});
      };
      parts.push(make('label', {class: 'memo'}, 'Memo', memo));
      const remove = make('button', {type: 'button', class: 'remove'}, 'Remove the coding');
      remove.onclick = () => this.o.remove(c.id);
      parts.push(make('p', {}, remove), make('p', {class: 'quiet edges'}, 'Move its edges with [ ] { } or by the handles.'));
    } else if (c.valence || c.memo) {
      if (c.valence) parts.push(make('p', {}, c.valence));
      if (c.memo) parts.push(make('blockquote', {}, c.memo));
    }
    if (code) parts.push(make('section', {class: 'meaning'}, ...meaning(code)));
    this.box.replaceChildren(...parts);
  }

  /** @returns {HTMLElement} what closes the panel where it stands over the text */
  shut() {
    const b = make('button', {type: 'button', class: 'shut', 'aria-label': 'Close'}, '×');
    b.onclick = () => this.o.pick('');
    return b;
  }

  /** @param {Coding} c @param {'level'|'orientation'} name @param {string[]} of */
  scale(c, name, of) {
    const s = make('select', {name});
    for (const v of ['', ...of]) {
      const o = make('option', {value: v}, v.replace('-', ' ') || 'unsaid');
      o.selected = (c[name] || '') === v;
      s.append(o);
    }
    s.onchange = () => this.o.set(c.id, {[name]: s.value});
    return make('label', {class: 'scale'}, name === 'level' ? 'Level ' : 'Orientation ', s);
  }

  /** @param {Coding[]} here @param {string} turn */
  turn(here, turn) {
    if (!turn) {
      this.box.replaceChildren(make('p', {class: 'quiet'}, 'Select words and press c, or step with j and w.'));
      return;
    }
    const list = make('ul', {class: 'here'});
    for (const c of here) {
      const code = this.o.code(c.code);
      const b = make('button', {type: 'button', class: 'h' + (code ? code.hue : 9)}, make('span', {class: 'dot'}), ' ' + (code ? code.name : c.code),
        make('span', {class: 'quiet'}, ' ' + [code?.label || '', c.by === this.o.me ? '' : c.by].filter(Boolean).join(', ')));
      b.onclick = () => this.o.pick(c.id);
      list.append(make('li', {}, b));
    }
    this.box.replaceChildren(make('h2', {}, 'Turn ' + turn),
      here.length ? list : make('p', {class: 'quiet'}, 'Not coded yet. Select words and press c; c alone codes the whole turn.'));
  }

  /**
   * Opens an editor for a note.
   * @param {string} title @param {string} kind @param {{kind: string, to: string}[]} links
   */
  write(title, kind, links) {
    this.writing = true;
    this.box.classList.add('open');
    const id = kind + ' ' + JSON.stringify(links);
    const text = make('textarea', {rows: '10', 'aria-label': title});
    text.value = drafts.all()[id] || '';
    text.oninput = () => drafts.set(id, text.value);
    const save = make('button', {type: 'button', class: 'main'}, 'Keep it');
    const leave = make('button', {type: 'button'}, 'Leave it');
    const done = () => { this.writing = false; this.shown = ''; };
    save.onclick = async () => {
      if (!text.value.trim()) { text.focus(); return; }
      if (await this.o.note(kind, text.value, links)) {
        drafts.set(id, null);
        done();
        this.o.pick('');
      }
    };
    leave.onclick = () => { done(); this.o.pick(''); };
    text.onkeydown = (e) => {
      if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) save.click();
      if (e.key === 'Escape') { e.stopPropagation(); leave.click(); }
    };
    this.box.replaceChildren(make('h2', {}, title), text, make('p', {class: 'buttons'}, save, ' ', leave), make('p', {class: 'quiet'}, 'Ctrl Enter keeps it. What you type stays on this page until then.'));
    text.focus();
  }
}
