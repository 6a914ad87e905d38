// The board of themes, a theme with its evidence, and the thematic map.

import {arrange} from './thememap.js';
import {fresh, put, seen, answered, rested} from './fresh.js';
import {make} from './panel.js';
import {Server, $, say, undoing} from './server.js';
import {keys} from './keys.js';

const server = new Server({hear: (event) => { if (event === 'change') refresh(); }});
undoing(server);
const main = $('main');
const board = document.body.classList.contains('themes');

/** What has the focus when the page is fresh, where an act has moved or replaced what had it. @type {(() => HTMLElement|null)|null} */
let then = null;

let loads = 0;

/** Takes in what changed, with the cursor where it was. */
async function refresh() {
  if (document.body.classList.contains('moving')) return;
  const mine = ++loads;
  const now = await fresh(main, refresh);
  if (!now || mine !== loads /* a later one shows more */ || document.body.classList.contains('moving')) return;
  const here = document.activeElement, key = here?.closest('.card')?.getAttribute('data-key') || '', box = here?.closest('.box');
  put(main, now);
  if (box) /** @type {SVGElement|null} */ (main.querySelector(`.box[data-theme="${CSS.escape(box.getAttribute('data-theme') || '')}"][data-code="${CSS.escape(box.getAttribute('data-code') || '')}"]`))?.focus();
  else if (key) document.getElementById('theme-' + key)?.focus({preventScroll: true});
  begin();
  if (then) {
    const next = then();
    then = null;
    if (next?.matches('.card')) go(next);
    else next?.focus();
  }
}

/** @param {HTMLElement} field @returns {() => HTMLElement|null} the field that stands for it on the fresh page */
function same(field) {
  const of = field.closest('[data-role]') || field.closest('[data-key]');
  const [name, by] = of?.hasAttribute('data-role') ? ['role', of.getAttribute('data-role')] : ['key', of?.getAttribute('data-key')];
  return () => main.querySelector(`[data-${name}="${CSS.escape(by || '')}"] [name=${field.getAttribute('name')}]`);
}

/** Makes what was loaded ready to be used. */
function begin() {
  const cards = /** @type {HTMLElement[]} */ ([...main.querySelectorAll('.card')]);
  if (cards.length && !cards.includes(/** @type {HTMLElement} */ (document.activeElement))) cards[0].tabIndex = 0;
  const map = /** @type {SVGSVGElement|null} */ (/** @type {unknown} */ (document.getElementById('map')));
  if (map) arrange(map, (place) => server.post('place-theme', {place}));
}
begin();

/** @returns {HTMLElement|null} the card under the cursor */
const card = () => /** @type {HTMLElement|null} */ (document.activeElement?.closest('.card') || null);

/** @param {HTMLElement|null|undefined} c */
function go(c) {
  if (!c) return;
  for (const x of main.querySelectorAll('.card[tabindex="0"]')) /** @type {HTMLElement} */ (x).tabIndex = -1;
  c.tabIndex = 0;
  c.focus();
  c.scrollIntoView({block: 'nearest'});
}

/** @param {number} dir the card below, or above */
function step(dir) {
  const cards = /** @type {HTMLElement[]} */ ([...main.querySelectorAll('.card')]);
  const at = card();
  go(at ? cards[cards.indexOf(at) + dir] : cards[0]);
}

/** @param {number} dir the column beside it that has cards */
function beside(dir) {
  const at = card();
  if (!at) { step(1); return; }
  const columns = [...main.querySelectorAll('.column')];
  const row = [.../** @type {Element} */ (at.parentElement).querySelectorAll('.card')].indexOf(at);
  for (let i = columns.indexOf(/** @type {Element} */ (at.closest('.column'))) + dir; i >= 0 && i < columns.length; i += dir) {
    const cards = /** @type {NodeListOf<HTMLElement>} */ (columns[i].querySelectorAll('.card'));
    if (cards.length) { go(cards[Math.min(row, cards.length - 1)]); return; }
  }
}

/** @param {HTMLElement|null} c @param {string} status moves a theme */
async function move(c, status) {
  if (!c || c.dataset.status === status) return;
  let reason = '';
  if (status === 'dropped') {
    reason = await why(`Why is “${c.querySelector('h3')?.textContent}” dropped?`);
    if (!reason) return;
  }
  const r = await server.post('edit-theme', {id: c.dataset.key, set: {status}, reason});
  if (!r.error) say(`${c.querySelector('h3')?.textContent}: ${status}`);
}

/** @param {number} dir to the next step, or the one before */
function carry(dir) {
  const c = card();
  const steps = [...main.querySelectorAll('.column')].map((x) => /** @type {HTMLElement} */ (x).dataset.status || '');
  const to = steps[steps.indexOf(c?.dataset.status || '') + dir];
  if (to) move(c, to);
}

/** @param {string} question @returns {Promise<string>} the answer; '' where there is none */
function why(question) {
  return new Promise((done) => {
    const before = /** @type {HTMLElement} */ (document.activeElement);
    const reason = make('input', {type: 'text', 'aria-label': question, autocomplete: 'off'});
    const ok = make('button', {type: 'submit', class: 'main'}, 'Drop it'), no = make('button', {type: 'button'}, 'Leave it');
    const form = make('form', {method: 'dialog'}, make('h2', {}, question), reason, make('p', {}, ok, ' ', no));
    const d = make('dialog', {class: 'why', 'aria-label': question}, form);
    let said = '';
    form.onsubmit = (e) => {
      e.preventDefault();
      if (!reason.value.trim()) { reason.focus(); return; }
      said = reason.value.trim();
      d.close();
    };
    no.onclick = () => d.close();
    d.onclose = () => { d.remove(); before?.focus?.(); done(said); };
    document.body.append(d);
    d.showModal();
    reason.focus();
  });
}

// ---------------------------------------------------------------- by mouse, and by finger

// A finger scrolls the page: it moves a card by the buttons that the card has for it.
main.addEventListener('click', (e) => {
  const to = /** @type {HTMLElement} */ (e.target).closest('.card button.to');
  if (to) move(/** @type {HTMLElement} */ (to.closest('.card')), to.textContent || '');
});
/** @type {HTMLElement|null} */
let dragged = null;
document.addEventListener('dragstart', (e) => {
  dragged = /** @type {HTMLElement} */ (e.target).closest?.('.card') || null;
  if (!dragged || !e.dataTransfer) return;
  e.dataTransfer.effectAllowed = 'move';
  e.dataTransfer.setData('text/plain', dragged.dataset.key || '');
  dragged.classList.add('dragged');
});
document.addEventListener('dragend', () => {
  dragged?.classList.remove('dragged');
  for (const c of main.querySelectorAll('.column.over')) c.classList.remove('over');
  dragged = null;
});
document.addEventListener('dragover', (e) => {
  const column = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (e.target).closest?.('.column'));
  for (const c of main.querySelectorAll('.column')) c.classList.toggle('over', c === column && Boolean(dragged));
  if (column && dragged) e.preventDefault();
});
document.addEventListener('drop', (e) => {
  const column = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (e.target).closest?.('.column'));
  if (!column || !dragged) return;
  e.preventDefault();
  move(dragged, column.dataset.status || '');
});

// ---------------------------------------------------------------- in place

document.addEventListener('change', rested(async (e) => {
  const t = /** @type {HTMLInputElement} */ (e.target);
  if (t.closest('#chooser')) { t.form?.requestSubmit(); return; }
  const key = t.closest('[data-key]')?.getAttribute('data-key');
  if (!key || t.closest('#linkextract')) return;
  const role = t.closest('.role');
  if (role) {
    const of = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (role.querySelector(`[name=${name}]`)).value;
    if (t.name === 'note' && !of('judgement')) { say('Say first how it stands to the theme.', true); return; }
    await server.post('judge-theme', {id: key, judgement: {role: role.getAttribute('data-role'), judgement: of('judgement'), note: of('judgement') ? of('note') : ''}});
    return;
  }
  if (t.name === 'link') {
    if (!t.value.trim()) return;
    const r = await server.post('link-theme', {id: key, link_codes: [t.value.trim()]});
    if (!r.error) { t.value = ''; after(t); }
    return;
  }
  let reason = '';
  if (t.name === 'status' && t.value === 'dropped') {
    reason = await why('Why is it dropped?');
    if (!reason) { t.value = t.querySelector('option[selected]')?.getAttribute('value') || t.querySelector('option[selected]')?.textContent || ''; return; }
  }
  const sent = t.value, r = await server.post('edit-theme', {id: key, set: {[t.name]: sent}, was: seen(t), reason});
  answered(t, sent, r);
  if (!r.error && t.matches('select')) after(t);
}));

/** @param {HTMLElement} field lets the page be fresh though somebody is in a field of it, and puts them back */
function after(field) {
  then = same(field);
  if (field === document.activeElement) field.blur();
  else then = null;
}

document.addEventListener('click', (e) => {
  const b = /** @type {HTMLElement} */ (e.target).closest('button');
  const key = b?.closest('[data-key]')?.getAttribute('data-key') || new URLSearchParams(location.search).get('key');
  if (!b || !key) return;
  if (b.classList.contains('unlink')) {
    server.post('unlink-theme', {id: key, link_codes: [b.dataset.code]});
    return;
  }
  const x = /** @type {HTMLElement|null} */ (b.closest('article.extract'));
  if (!x) return;
  const codings = (x.dataset.codings || '').split(' '), linked = (x.dataset.linked || '').split(' ');
  if (!b.closest('.acts')) return;
  const act = b.classList.contains('free') ? server.post('unlink-theme', {id: key, extracts: linked})
    : server.post('link-theme', {id: key, extracts: codings, counter: b.classList.contains('against')});
  act.then((r) => {
    if (r.error) return;
    then = () => main.querySelector(`article.extract[data-codings="${CSS.escape(codings.join(' '))}"] button`);
    refresh();
  });
});

document.addEventListener('submit', async (e) => {
  const form = /** @type {HTMLFormElement} */ (e.target);
  if (form.id === 'chooser' || form.method === 'dialog') return;
  e.preventDefault();
  const f = new FormData(form);
  const said = (/** @type {string} */ name) => String(f.get(name) || '').trim();
  let r;
  if (form.id === 'newtheme') r = await server.post('add-theme', {theme: {name: said('name'), concept: said('concept'), parent: said('parent'), studies: said('study') ? [said('study')] : []}});
  else if (form.id === 'linkextract') r = await server.post('link-theme', {id: form.dataset.key, extracts: [said('address')], counter: Boolean(f.get('counter')), note: said('note')});
  else { /** @type {HTMLElement} */ (document.activeElement)?.blur(); return; } // its fields are written as they change
  if (r.error) return;
  const study = said('study');
  form.reset();
  if (study) /** @type {HTMLSelectElement} */ (form.elements.namedItem('study')).value = study;
  const id = r.id;
  then = form.id === 'newtheme' ? () => document.getElementById('theme-' + id) : () => main.querySelector('#linkextract [name=address]');
  /** @type {HTMLElement} */ (document.activeElement)?.blur();
  refresh();
});
main.addEventListener('focusin', (e) => {
  const c = /** @type {HTMLElement} */ (e.target).closest('.card');
  if (c === e.target) for (const x of main.querySelectorAll('.card')) /** @type {HTMLElement} */ (x).tabIndex = x === c ? 0 : -1;
});
// A question about a theme is answered with Enter.
main.addEventListener('keydown', (e) => {
  const t = /** @type {HTMLElement} */ (e.target);
  if (e.key === 'Enter' && t.matches('.asks input')) t.blur();
});

const back = [
  {group: 'Go', keys: ['z', 'Ctrl+z'], show: 'z', what: 'undo, whatever it was', do: () => { server.post('undo', {}); }},
  {group: 'Go', keys: ['Z', 'Ctrl+Shift+Z', 'Ctrl+y'], show: 'Z', what: 'redo', do: () => { server.post('redo', {}); }},
];
keys(!board ? back : [
  {group: 'Go', keys: ['j', 'ArrowDown'], show: 'j ↓', what: 'next theme', do: () => step(1)},
  {group: 'Go', keys: ['k', 'ArrowUp'], show: 'k ↑', what: 'theme before', do: () => step(-1)},
  {group: 'Go', keys: ['ArrowRight'], show: '→', what: 'the column beside it', do: () => beside(1)},
  {group: 'Go', keys: ['ArrowLeft'], show: '←', what: 'the one before', do: () => beside(-1)},
  {group: 'Go', keys: ['Enter'], show: 'Enter', what: 'what it rests on', do: () => card()?.querySelector('a')?.click()},
  ...back,
  {group: 'Move', keys: ['Shift+ArrowRight'], show: 'Shift →', what: 'a step further', do: () => carry(1)},
  {group: 'Move', keys: ['Shift+ArrowLeft'], show: 'Shift ←', what: 'a step back', do: () => carry(-1)},
  {group: 'Move', keys: ['1', '2', '3', '4'], show: '1 – 4', what: 'candidate, reviewed, defined, dropped', do: (e) => { move(card(), ['candidate', 'reviewed', 'defined', 'dropped'][Number(e.key) - 1]); }},
  {group: 'Change', keys: ['e'], show: 'e', what: 'change it in place', do: () => {
    const d = card()?.querySelector('details');
    if (!d) return;
    d.open = !d.open;
    if (d.open) d.querySelector('input')?.focus();
  }},
  {group: 'Change', keys: ['n'], show: 'n', what: 'a new theme', do: () => /** @type {HTMLElement|null} */ (document.querySelector('#newtheme input'))?.focus()},
], () => /** @type {HTMLElement|null} */ (main.querySelector('.card[tabindex="0"]'))?.focus({preventScroll: true}));
document.documentElement.dataset.ready = String(Math.round(performance.now()));
