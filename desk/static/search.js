// Search: what is typed goes to the desk in the body of a request, and stays in this
// window; the hits come back as a list, each with its place.

import {Server, $, say, undoing} from './server.js';
import {keys} from './keys.js';

const KEPT = 'kith-search';
const form = /** @type {HTMLFormElement} */ ($('search'));
const server = new Server({hear: (event) => { if (event === 'change' && asked) run(); }});
undoing(server);

let asked = ''; // what the hits on the page answer
let chosen = -1; // the hit that was followed, or is stepped to

/** @returns {Record<string, any>} */
function typed() {
  const f = new FormData(form);
  return {...Object.fromEntries(f), near: Number(f.get('near')) || 0, stem: f.has('stem'), regex: f.has('regex')};
}

/** Asks the desk, and lays the hits out. */
async function run() {
  const body = JSON.stringify(typed());
  const r = await fetch('/search', {method: 'POST', headers: {'Content-Type': 'application/json'}, body}).catch(() => null);
  if (!r) { say('The desk does not answer; nothing was searched.', true); return; }
  if (!r.ok) {
    $('hits').replaceChildren();
    say((await r.json()).error, true);
    return;
  }
  asked = body;
  sessionStorage.setItem(KEPT, JSON.stringify({typed: typed(), chosen}));
  const fresh = new DOMParser().parseFromString(await r.text(), 'text/html');
  $('hits').replaceChildren(...fresh.body.childNodes);
  say($('hits').querySelector('.found')?.textContent || '');
}

form.addEventListener('submit', (e) => {
  e.preventDefault();
  chosen = -1;
  run();
});
form.addEventListener('change', (e) => {
  if (/** @type {HTMLElement} */ (e.target).matches('select, input[type=checkbox]') && asked) { chosen = -1; run(); }
});

/** @returns {HTMLElement[]} */
const links = () => [...document.querySelectorAll('.hit a')].map((a) => /** @type {HTMLElement} */ (a));
$('hits').addEventListener('click', (e) => {
  const a = /** @type {HTMLElement} */ (e.target).closest('.hit')?.querySelector('a');
  if (!a) return;
  chosen = links().indexOf(a);
  sessionStorage.setItem(KEPT, JSON.stringify({typed: JSON.parse(asked), chosen})); // not what the field says by now: Escape empties it
  if (e.target !== a && getSelection()?.isCollapsed) a.click();
});

/** @param {number} by steps from hit to hit */
function step(by) {
  const all = links();
  if (!all.length) { say('Nothing is found yet; / goes to the words.'); return; }
  chosen = Math.max(0, Math.min(all.length - 1, chosen + by));
  all[chosen].focus();
  all[chosen].closest('.hit')?.scrollIntoView({block: 'nearest'});
}

keys([
  {group: 'Go', keys: ['/'], show: '/', what: 'what to search for', do: () => { $('find').focus(); /** @type {HTMLInputElement} */ ($('find')).select(); }},
  {group: 'Go', keys: ['j', 'ArrowDown'], show: 'j', what: 'next place found', do: () => step(1)},
  {group: 'Go', keys: ['k', 'ArrowUp'], show: 'k', what: 'the place before', do: () => step(-1)},
  {group: 'Go', keys: [], show: 'Enter', what: 'go there; the words are selected, and c codes them', do: () => {}},
  {group: 'Go', keys: ['z', 'Ctrl+z'], show: 'z', what: 'undo, whatever it was', do: () => server.post('undo', {})},
  {group: 'Go', keys: ['Z', 'Ctrl+Shift+Z', 'Ctrl+y'], show: 'Z', what: 'redo', do: () => server.post('redo', {})},
]);

// What was searched for in this window is there again, with its hits and the place.
const kept = JSON.parse(sessionStorage.getItem(KEPT) || 'null');
if (kept) {
  for (const [name, value] of Object.entries(kept.typed)) {
    const field = /** @type {any} */ (form.elements.namedItem(name));
    if (!field) continue;
    if (field.type === 'checkbox') field.checked = value;
    else field.value = value || '';
  }
  if (kept.typed.words) {
    run().then(() => {
      chosen = kept.chosen;
      links()[chosen]?.focus();
      links()[chosen]?.scrollIntoView({block: 'center'});
    });
  }
} else {
  $('find').focus();
}
document.documentElement.dataset.ready = String(Math.round(performance.now()));
