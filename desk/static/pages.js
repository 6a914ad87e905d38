// Pages other than the transcript: lists that can be searched, and fresh when
// something changes elsewhere.

import {Server, $, undoing} from './server.js';
import {keys} from './keys.js';
import {fresh, put, seen, answered} from './fresh.js';
import {nameOf as codeName} from './palette.js';

const server = new Server({hear: (event) => { if (event === 'change') refresh(); }});
undoing(server);

/** Takes in what changed, without losing the place or what is being typed. */
async function refresh() {
  const main = $('main'), now = await fresh(main, refresh);
  if (!now) return;
  put(main, now);
  find();
  drafts();
}

/** Searches a long list as one types. */
function find() {
  const input = /** @type {HTMLInputElement|null} */ (document.getElementById('find'));
  if (!input) return;
  input.oninput = () => {
    const q = input.value.trim().toLowerCase();
    for (const row of document.querySelectorAll('.docs li, .tree li')) {
      /** @type {HTMLElement} */ (row).hidden = !row.textContent?.toLowerCase().includes(q);
    }
  };
  input.onkeydown = (e) => {
    if (e.key === 'Enter') /** @type {HTMLElement|null} */ (document.querySelector('.docs li:not([hidden]) a, .tree li:not([hidden]) a'))?.click();
  };
}
find();
// The code that is open is in sight in the tree, and the page stays where it is.
const here = /** @type {HTMLElement|null} */ (document.querySelector('.tree [aria-current]'));
if (here) document.querySelector('.tree')?.scrollTo(0, here.offsetTop - innerHeight / 3);

/** Goes to the field that the address names. */
function field() {
  const named = document.getElementById(location.hash.slice(1));
  if (named?.matches('input, textarea')) named.focus();
}
field();
addEventListener('hashchange', field);

// What is typed stays on the page until it is on disk, also through a reload.
const DRAFT = 'kith-draft ' + location.pathname + location.search + ' ';
/** @param {Element} e @returns {string} */
const nameOf = (e) => DRAFT + (e.closest('[data-id]')?.getAttribute('data-id') || e.closest('form')?.id || '') + ' ' + e.getAttribute('name');

/** Puts back what was typed before a reload. */
function drafts() {
  for (const e of document.querySelectorAll('#newmemo textarea, #newmemo input, article.memo textarea')) {
    const had = sessionStorage.getItem(nameOf(e));
    if (had !== null) /** @type {HTMLTextAreaElement} */ (e).value = had;
  }
}
drafts();
document.addEventListener('input', (e) => {
  const t = /** @type {HTMLTextAreaElement} */ (e.target);
  if (t.matches('#newmemo textarea, #newmemo input, article.memo textarea')) sessionStorage.setItem(nameOf(t), t.value);
});

document.addEventListener('change', async (e) => {
  const t = /** @type {HTMLInputElement} */ (e.target);
  const code = t.closest('form#code');
  if (code) {
    const sent = t.value, r = await server.post('edit-code', {id: code.getAttribute('data-key'), set: {[t.name]: sent}, was: seen(t)});
    answered(t, sent, r);
    if (!r.error) refresh();
    return;
  }
  const memo = t.closest('article.memo');
  if (memo) {
    const r = await server.post('edit-memo', {id: memo.getAttribute('data-id'), set: {text: t.value}});
    if (!r.error) sessionStorage.removeItem(nameOf(t));
    return;
  }
  if (t.closest('#chooser')) /** @type {HTMLFormElement} */ (t.closest('form')).requestSubmit();
});

document.addEventListener('submit', async (e) => {
  const form = /** @type {HTMLFormElement} */ (e.target);
  if (form.method === 'get' && form.hasAttribute('action')) return;
  e.preventDefault();
  const f = new FormData(form);
  const key = form.dataset.key;
  const reason = String(f.get('reason') || '');
  if (form.id === 'newcode') {
    const r = await server.post('add-code', {new: {name: codeName(String(f.get('name'))), label: f.get('label'), parent: f.get('parent')}});
    if (!r.error && r.id) location.href = '/codebook?code=' + encodeURIComponent(r.id) + '#definition';
  } else if (form.id === 'newmemo') {
    const [kind, to] = String(f.get('about')).split(' ');
    const r = await server.post('add-memo', {memo: {kind: f.get('kind'), title: f.get('title'), text: f.get('text'), links: to ? [{kind, to}] : []}});
    if (r.error) return;
    for (const x of form.querySelectorAll('textarea, input')) sessionStorage.removeItem(nameOf(x));
    form.reset();
    $('main').focus({preventScroll: true});
    refresh();
  } else if (form.id === 'assign') {
    /** @type {Record<string, string[]>} */
    const assign = {};
    for (const set of form.querySelectorAll('fieldset')) {
      assign[set.dataset.coding || ''] = [...set.querySelectorAll('input:checked')].map((i) => /** @type {HTMLInputElement} */ (i).value);
    }
    const r = await server.post('split-code', {id: key, into: (form.dataset.into || '').split(' '), assign, reason});
    if (!r.error) location.href = '/codebook?code=' + encodeURIComponent(key || '');
  } else if (form.dataset.act) {
    const r = await server.post(form.dataset.act, {id: key, into: f.get('into') ? [f.get('into')] : [], reason});
    if (!r.error) refresh();
  }
});

document.addEventListener('click', async (e) => {
  const b = /** @type {HTMLElement} */ (e.target).closest('article.memo button.remove');
  if (!b) return;
  const r = await server.post('remove-memo', {id: b.closest('article')?.getAttribute('data-id')});
  if (!r.error) refresh();
});

keys([
  ...(document.querySelector('.tree') ? [{group: 'Go', keys: ['n'], show: 'n', what: 'a new code', do: () => { location.href = '/codebook#name'; }}] : []),
  {group: 'Go', keys: ['/'], show: '/', what: 'find on this page, or in what was said', do: () => { if (document.getElementById('find')) $('find').focus(); else location.href = '/search'; }},
  {group: 'Go', keys: ['z', 'Ctrl+z'], show: 'z', what: 'undo, whatever it was', do: () => server.post('undo', {})},
  {group: 'Go', keys: ['Z', 'Ctrl+Shift+Z', 'Ctrl+y'], show: 'Z', what: 'redo', do: () => server.post('redo', {})},
]);
document.documentElement.dataset.ready = String(Math.round(performance.now()));
