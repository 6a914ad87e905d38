// Keys: what each does, the overlay that says so, and the switch that turns single
// keys off for those who speak to their machine.

import {make} from './panel.js';
import {$} from './server.js';

const OFF = 'kith-keys-off';

/** @typedef {{keys: string[], show: string, what: string, do: (e: KeyboardEvent) => void, group: string}} Action */

/** @param {Action[]} actions @param {() => void} [home] puts the cursor back where it was, after a field is left with Escape */
export function keys(actions, home = () => {}) {
  /** @type {Map<string, Action>} */
  const by = new Map();
  for (const a of actions) for (const k of a.keys) by.set(k, a);
  addEventListener('keydown', (e) => {
    const at = /** @type {HTMLElement} */ (e.target);
    const typing = at.matches?.('input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]');
    const chord = (e.ctrlKey || e.metaKey ? 'Ctrl+' : '') + (e.altKey ? 'Alt+' : '') + (e.shiftKey && e.key.length > 1 ? 'Shift+' : '') + e.key;
    if (document.querySelector('dialog[open], :popover-open')) return;
    if (typing) {
      if (e.key === 'Escape') { at.blur(); home(); }
      return;
    }
    if (e.isComposing) return;
    const single = !e.ctrlKey && !e.metaKey && !e.altKey && e.key.length === 1 && e.key !== '?' && e.key !== ' ';
    if (single && localStorage.getItem(OFF)) return;
    const a = by.get(chord);
    if (!a) return;
    if ((e.key === 'Enter' || e.key === ' ') && at.closest('button, a, summary, input')) return;
    if (e.key.startsWith('Arrow') && at.matches('input[type=radio]')) return;
    e.preventDefault();
    a.do(e);
  });
  const overlay = () => {
    const d = make('dialog', {class: 'keys', 'aria-label': 'Keys'});
    const groups = make('div', {class: 'groups'});
    for (const g of new Set(actions.map((a) => a.group))) {
      const dl = make('dl');
      for (const a of actions.filter((x) => x.group === g)) {
        dl.append(make('dt', {}, ...a.show.split(' ').flatMap((k) => [make('kbd', {}, k), ' '])), make('dd', {}, a.what));
      }
      groups.append(make('section', {}, make('h3', {}, g), dl));
    }
    const off = make('input', {type: 'checkbox'});
    off.checked = !localStorage.getItem(OFF);
    off.onchange = () => off.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, '1');
    const close = make('button', {type: 'button'}, 'Close');
    close.onclick = () => d.close();
    d.append(make('h2', {}, 'Keys'), groups, make('p', {class: 'foot'}, make('label', {}, off, ' single keys do things'), close));
    d.onclose = () => d.remove();
    document.body.append(d);
    d.tabIndex = -1;
    d.showModal();
    d.focus();
    d.scrollTop = 0;
  };
  by.set('?', {keys: ['?'], show: '?', what: '', group: '', do: overlay});
  $('help').onclick = overlay;
}
