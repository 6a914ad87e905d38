// The answers to an open question: one row each, given categories by keyboard; and,
// once every coder is done, laid side by side to be settled.

import {Palette, fold} from './palette.js';
import {make} from './panel.js';
import {GridPanel, GIVING, LIKE, keysOf} from './gridpanel.js';
import {Server, $, say} from './server.js';
import {keys} from './keys.js';

/** @typedef {import('./gridpanel.js').Category} Category */
/** @typedef {import('./gridpanel.js').Unit} Unit */
/** @typedef {{text: string, categories: Category[], units: Unit[], coders: {name: string, left: number}[], hidden: string}} Scene */

const data = JSON.parse(/** @type {string} */ ($('data').textContent));
/** @type {Scene} */
const scene = data.scene;
const table = $('units');
const rows = /** @type {HTMLElement[]} */ ([...table.querySelectorAll('.unit')]);
const words = rows.map((r) => /** @type {HTMLElement} */ (r.querySelector('.words')));
const form = /** @type {HTMLFormElement} */ ($('filters'));
/** The rows in the order in which they stand. @type {number[]} */
let order = rows.map((_, i) => i);
/** Where each row stands. @type {number[]} */
let place = [...order];
let at = -1; // the row under the cursor
let cursor = 0; // the category under the cursor
let reconcile = false;
const filter = {show: '', category: '', words: ''};
/** What was asked of the desk and is not on disk yet: of a row, categories given or taken. @type {Map<number, Map<number, boolean>>} */
const asked = new Map();
/** Sets put together to be settled. @type {Map<number, Set<number>>} */
const drafts = new Map();
/** @type {Promise<any>} one act after another, in the order of the keys */
let tail = Promise.resolve();

const server = new Server({question: data.question, sent: data.sent, hear: (event, p) => { if (event === 'patch') patch(p); }});
const panel = new GridPanel({toggle, like, settle: () => settle(), reopen, look: (k) => { cursor = k; show(); }});
const palette = new Palette({
  codes: () => scene.categories, recent: () => [], fixed: true,
  choose: (o) => { if (o.code) toggle(scene.categories.findIndex((c) => c.key === o.code?.key)); },
  closed: () => rows[at]?.focus({preventScroll: true}),
});

// ---------------------------------------------------------------- what stands

/** @param {any} p */
function patch(p) {
  if (p.text !== scene.text || p.whole && p.units && p.units.length !== rows.length) {
    say('The answers were frozen anew; the page loads again.');
    setTimeout(() => location.reload(), 300);
    return;
  }
  const was = JSON.stringify([scene.categories, scene.coders, scene.hidden]);
  scene.coders = p.coders;
  scene.hidden = p.hidden;
  if (JSON.stringify(scene.categories) !== JSON.stringify(p.categories)) {
    scene.categories = p.categories;
    panel.fill(scene.categories);
  }
  const changed = p.whole ? p.units.map((/** @type {Unit} */ u, /** @type {number} */ i) => [i, u]) : Object.entries(p.put || {}).map(([i, u]) => [Number(i), u]);
  for (const [i, u] of changed) {
    scene.units[i] = u;
    for (const [k, on] of asked.get(i) || []) set(u, k, on);
  }
  if (was !== JSON.stringify([scene.categories, scene.coders, scene.hidden])) {
    if (scene.hidden) reconcile = false;
    frame();
    drawAll();
  } else {
    for (const [i] of changed) draw(i);
  }
  if (turned && changed.length === 1) go(changed[0][0]);
  turned = false;
  stand();
  show();
}
/** Whether the next change is by undo or redo, and the cursor follows it. */
let turned = false;

/** @param {Unit} u @param {number} k @param {boolean} on */
function set(u, k, on) {
  const has = u.m.includes(k);
  if (on && !has) u.m = [...u.m, k].sort((a, b) => a - b);
  if (!on && has) u.m = u.m.filter((x) => x !== k);
}

/** @param {Unit} u */
const differs = (u) => Boolean(u.g?.some((g) => String(g) !== String(u.g?.[0])));

/** @param {number} k @param {boolean} [apart] @returns {HTMLElement} a category as it stands in a row */
function chip(k, apart = false) {
  const c = scene.categories[k];
  return make('span', {class: `cat h${c.hue}${apart ? ' apart' : ''}${c.uncodable ? ' uncodable' : ''}`, title: c.label || ''}, ...(c.hue < 9 ? [make('span', {class: 'dot'})] : []), c.name);
}

/** @param {string} kind @param {number[]} list @param {string} none @param {(k: number) => boolean} [apart] @returns {HTMLElement} */
function cell(kind, list, none, apart = () => false) {
  return make('div', {class: kind, role: 'gridcell'}, ...(list.length ? list.map((k) => chip(k, apart(k))) : none ? [make('span', {class: 'quiet'}, none)] : []));
}

/** What each row shows, so that it is drawn only where that changes. @type {string[]} */
const drawn = [];

/** @param {number} i draws what stands of an answer behind its words */
function draw(i) {
  const u = scene.units[i], row = rows[i];
  const key = JSON.stringify(reconcile ? [u.g, u.a] : u.m);
  if (drawn[i] === key) return;
  drawn[i] = key;
  /** @type {HTMLElement[]} */
  let cells;
  if (reconcile) {
    const g = u.g || [];
    const all = (/** @type {number} */ k) => g.every((x) => x.includes(k));
    const open = differs(u);
    cells = g.map((list) => cell('given', list, u.blank ? '' : '–', (k) => !all(k)));
    cells.forEach((c, n) => { c.dataset.who = scene.coders[n]?.name || ''; });
    cells.push(u.a ? cell('agreed', u.a.c, 'no category') : open ? make('div', {class: 'agreed', role: 'gridcell'}, make('span', {class: 'quiet'}, 'open')) : cell('agreed', [], 'the same'));
    cells[cells.length - 1].dataset.who = 'Agreed';
    if (u.a?.moved) cells[cells.length - 1].append(make('span', {class: 'again'}, 'coded otherwise since'));
    row.classList.toggle('open', open && !u.a);
  } else {
    cells = [cell('given', u.m, u.blank ? 'no words' : '')];
    row.classList.remove('open');
  }
  row.replaceChildren(...[...row.children].slice(0, 2), ...cells);
}

/** Draws all rows: those around the cursor at once, the others as there is time. */
function drawAll() {
  clearTimeout(drawAll.later);
  const middle = at >= 0 ? place[at] : 0;
  for (let p = Math.max(0, middle - NEAR); p < Math.min(order.length, middle + NEAR); p++) draw(order[p]);
  let p = 0;
  const more = () => {
    for (const end = performance.now() + SLICE; p < order.length && performance.now() < end; p++) draw(order[p]);
    if (p < order.length) drawAll.later = setTimeout(more);
    else document.documentElement.dataset.drawn = reconcile ? 'reconcile' : 'code';
  };
  delete document.documentElement.dataset.drawn;
  if (order.length <= 2 * NEAR) more(); else drawAll.later = setTimeout(more);
}
/** @type {ReturnType<typeof setTimeout>|undefined} */
drawAll.later = undefined;
const NEAR = 60; // rows on either side of the cursor
const SLICE = 8; // milliseconds

/** Lays out what is the same for all rows: the heads, the filters, what is hidden. */
function frame() {
  const others = scene.coders.filter((c) => c.name !== data.me);
  const left = scene.coders.find((c) => c.name === data.me)?.left || 0;
  const names = others.map((c) => c.name).join(' and ');
  const note = $('hidden');
  note.hidden = true;
  if (scene.hidden === 'blind') {
    note.replaceChildren('You read these answers blind: what others gave stays hidden until you are done and have written a familiarisation note on ', make('a', {href: '/read/' + data.document}, data.document), '.');
    note.hidden = false;
  } else if (scene.hidden === 'mine') {
    note.textContent = `What ${names} gave is shown when each answer with words has a category from you: ${left} to go.`;
    note.hidden = false;
  } else if (scene.hidden === 'others') {
    const busy = scene.coders.filter((c) => c.left);
    note.textContent = `${left ? '' : 'Each answer has a category from you. '}The differences are shown when ${busy.map((c) => c.name).join(' and ')} is done too.`;
    note.hidden = false;
  }
  const button = $('reconciling');
  button.hidden = scene.hidden !== '' || scene.coders.length < 2;
  const agreement = document.getElementById('agreement');
  if (agreement) agreement.hidden = button.hidden;
  $('coding').setAttribute('aria-pressed', String(!reconcile));
  button.setAttribute('aria-pressed', String(reconcile));
  $('coding').hidden = button.hidden;
  document.body.classList.toggle('reconcile', reconcile);
  table.style.setProperty('--coders', String(scene.coders.length));
  const heads = /** @type {HTMLElement} */ (table.querySelector('.heads'));
  const head = (/** @type {string} */ text) => make('div', {role: 'columnheader'}, text);
  heads.replaceChildren(...[...heads.children].slice(0, 2), ...(reconcile ? [...scene.coders.map((c) => head(c.name)), head('Agreed')] : [head('Categories')]));
  options('show', reconcile
    ? [['', 'all'], ['open', 'open differences'], ['differ', 'all differences'], ['settled', 'settled'], ['again', 'to look at again']]
    : [['', 'all'], ['uncoded', 'without a category'], ['coded', 'with one'], ['blank', 'without words'], ['uncodable', 'uncodable']]);
  options('category', [['', 'all'], ...scene.categories.map((c) => [c.key, '\u2003'.repeat(c.depth) + c.name])]);
}

/** @param {'show'|'category'} name @param {string[][]} list */
function options(name, list) {
  const s = /** @type {HTMLSelectElement} */ (form.elements.namedItem(name));
  const key = JSON.stringify(list);
  if (s.dataset.has !== key) {
    s.dataset.has = key;
    s.replaceChildren(...list.map(([v, t]) => make('option', {value: v}, t)));
  }
  if (!list.some(([v]) => v === filter[name])) filter[name] = '';
  s.value = filter[name];
}

/** Says how far the analyst is, or the coders together. */
function stand() {
  const n = rows.length;
  const told = (/** @type {number} */ k, /** @type {string} */ what) => k ? [`${k} ${what}`] : [];
  const parts = [`${n} ${n === 1 ? 'answer' : 'answers'}`];
  if (reconcile) {
    parts.push(...told(scene.units.filter((u) => differs(u) && !u.a).length, 'open'), ...told(scene.units.filter((u) => u.a).length, 'settled'), ...told(scene.units.filter((u) => u.a?.moved).length, 'to look at again'));
  } else {
    parts.push(...told(scene.units.filter((u) => u.blank).length, 'without words'), ...told(scene.units.filter((u) => u.m.some((k) => scene.categories[k]?.uncodable)).length, 'uncodable'),
      ...told(scene.units.filter((u) => !u.blank && !u.m.length).length, 'without a category'));
  }
  $('stand').textContent = parts.join(' · ');
}

// ---------------------------------------------------------------- which are shown

/** @type {string[]} the words of each answer as they are searched, once they are */
const folded = [];

/** @param {number} i @returns {boolean} whether an answer is among those asked for */
function wanted(i) {
  const u = scene.units[i];
  const is = {
    '': () => true, uncoded: () => !u.blank && !u.m.length, coded: () => u.m.length > 0, blank: () => Boolean(u.blank),
    uncodable: () => u.m.some((k) => scene.categories[k]?.uncodable),
    open: () => differs(u) && !u.a, differ: () => differs(u), settled: () => Boolean(u.a), again: () => Boolean(u.a?.moved),
  }[filter.show];
  if (is && !is()) return false;
  if (filter.category) {
    const list = reconcile ? [...(u.g || []).flat(), ...(u.a?.c || [])] : u.m;
    if (!list.some((k) => below(k, filter.category))) return false;
  }
  if (!filter.words) return true;
  folded[i] ??= fold(rows[i].firstChild?.textContent + ' ' + words[i].textContent);
  return folded[i].includes(fold(filter.words));
}

/** @param {number} k @param {string} key @returns {boolean} whether a category is one, or stands below it */
function below(k, key) {
  for (let c = /** @type {Category|undefined} */ (scene.categories[k]); c; c = scene.categories.find((x) => x.key === c?.parent)) if (c.key === key) return true;
  return false;
}

/** Shows the answers that are asked for, and gives how many. */
function choose() {
  let some = 0;
  rows.forEach((r, i) => {
    const off = !wanted(i);
    if (r.hidden !== off) r.hidden = off;
    if (!off) some++;
  });
  $('none').hidden = some > 0;
  if (at < 0 || rows[at].hidden) {
    const next = step(at < 0 ? -1 : place[at], 1);
    if (next >= 0) go(next, false);
  }
  return some;
}
const shows = () => say(`${choose()} of ${rows.length} answers`);

/** Puts the rows in order: as they stand in the document, or what is open first. */
function sort() {
  const rank = (/** @type {number} */ i) => {
    const u = scene.units[i];
    return !reconcile ? 0 : u.a?.moved ? 0 : differs(u) ? (u.a ? 2 : 1) : u.a ? 2 : 3;
  };
  const next = rows.map((_, i) => i).sort((a, b) => rank(a) - rank(b) || a - b);
  if (String(next) === String(order)) return;
  order = next;
  order.forEach((i, p) => { place[i] = p; });
  // Only what stands elsewhere is moved: forwards where some go to the front, and
  // backwards where they go home again.
  if (reconcile) {
    let here = /** @type {Element} */ (table.firstElementChild).nextElementSibling;
    for (const i of order) {
      if (here === rows[i]) here = rows[i].nextElementSibling;
      else table.insertBefore(rows[i], here);
    }
  } else {
    for (let p = order.length - 1; p >= 0; p--) {
      const behind = p + 1 < order.length ? rows[order[p + 1]] : null;
      if (rows[order[p]].nextElementSibling !== behind) table.insertBefore(rows[order[p]], behind);
    }
  }
}

/** @param {boolean} to turns to reconciling, or back to coding */
function turn(to) {
  if (to && (scene.hidden || scene.coders.length < 2)) {
    say($('hidden').textContent || 'There is one coder: nothing to reconcile.', true);
    return;
  }
  reconcile = to;
  filter.show = '';
  frame();
  sort();
  stand();
  choose();
  const first = to ? order.find((i) => !rows[i].hidden && todo(scene.units[i])) : at;
  if (first !== undefined && first >= 0) go(first);
  drawAll();
  remember();
}

// ---------------------------------------------------------------- the cursor

/** @param {number} from @param {number} dir @param {(u: Unit) => boolean} [like] @returns {number} the next row, -1 where there is none */
function step(from, dir, like = () => true) {
  for (let p = from + dir; p >= 0 && p < order.length; p += dir) {
    const i = order[p];
    if (!rows[i].hidden && like(scene.units[i])) return i;
  }
  return -1;
}

/** @param {number} i @param {boolean} [focus] puts the cursor at a row */
function go(i, focus = true) {
  if (at !== i) {
    const had = at;
    at = i;
    if (had >= 0) {
      rows[had].classList.remove('at');
      rows[had].tabIndex = -1;
      if (!wanted(had)) rows[had].hidden = true; // it was kept while it was worked on
    }
    rows[i].classList.add('at');
    rows[i].tabIndex = 0;
  }
  if (focus) {
    rows[i].focus({preventScroll: true});
    rows[i].scrollIntoView({block: 'nearest'});
  }
  show();
  remember();
}

/** @param {number} dir @param {(u: Unit) => boolean} [like] @param {string} [none] */
function move(dir, like, none) {
  const i = step(at < 0 ? -1 : place[at], dir, like);
  if (i >= 0) go(i);
  else if (none) say(none);
}

/** Shows the answer under the cursor in the panel. */
function show() {
  if (at < 0) { panel.show(null); return; }
  const u = scene.units[at];
  panel.show({
    who: rows[at].firstChild?.textContent || '', place: `${place[at] + 1} of ${rows.length}`, link: '/read/' + data.document + '#' + rows[at].id,
    unit: u, pressed: reconcile ? draft(at) : new Set(u.m), cursor, coders: scene.coders.map((c) => c.name), reconcile,
  });
}

/** Keeps the place in the address: never a word of an answer. */
function remember() {
  clearTimeout(remember.later);
  remember.later = setTimeout(() => {
    const q = new URLSearchParams();
    if (reconcile) q.set('view', 'reconcile');
    if (filter.show) q.set('show', filter.show);
    if (filter.category) q.set('category', filter.category);
    const s = q.toString();
    const url = location.pathname + (s ? '?' + s : '') + (at >= 0 ? '#' + rows[at].id : '');
    if (url !== location.pathname + location.search + location.hash) history.replaceState(null, '', url);
  }, 150);
}
/** @type {ReturnType<typeof setTimeout>|undefined} */
remember.later = undefined;

// ---------------------------------------------------------------- giving

/** @param {number} i @returns {string} what the journal calls an answer */
const address = (i) => data.document + '#' + rows[i].id.slice(1);

/** @param {number} k gives the answer under the cursor a category, or takes it away */
function toggle(k) {
  const c = scene.categories[k];
  if (at < 0 || !c) { say('Step to an answer with j.'); return; }
  if (c.heading) { say(`${c.name} is a heading; give one below it.`, true); return; }
  cursor = k;
  if (reconcile) {
    const d = draft(at);
    d.has(k) ? d.delete(k) : d.add(k);
    drafts.set(at, d);
    say(`${[...d].map((x) => scene.categories[x].name).join(', ') || 'no category'}: s settles it.`);
    show();
    return;
  }
  const i = at, u = scene.units[i], on = !u.m.includes(k);
  set(u, k, on);
  const mine = asked.get(i) || new Map();
  asked.set(i, mine.set(k, on));
  draw(i);
  show();
  const body = {question: data.question, document: data.document, text: scene.text, unit: address(i), code: c.key};
  tail = tail.then(async () => {
    const r = await server.post(on ? 'give' : 'take', body);
    if (mine.get(k) === on) mine.delete(k);
    if (r.error) {
      set(scene.units[i], k, !on);
      draw(i);
      show();
    }
    stand();
  });
}

/** @param {number} i @returns {Set<number>} what would be settled: as put together, as agreed, or what all gave */
function draft(i) {
  const u = scene.units[i], had = drafts.get(i);
  if (had) return had;
  const g = u.g || [];
  return new Set(u.a ? u.a.c : (g[0] || []).filter((k) => g.every((x) => x.includes(k))));
}

/** @param {Set<number>} [codes] writes down what was agreed */
function settle(codes) {
  if (!reconcile || at < 0) return;
  const i = at, set = codes || draft(i);
  const body = {question: data.question, document: data.document, text: scene.text, unit: address(i), codes: [...set].sort((a, b) => a - b).map((k) => scene.categories[k].key), reason: panel.why.value};
  tail = tail.then(async () => {
    const r = await server.post('settle', body);
    if (r.error) return;
    drafts.delete(i);
    panel.why.value = '';
    show();
  });
}

/** @param {number} n settles as one of the coders did */
function like(n) {
  const g = at >= 0 ? scene.units[at].g?.[n] : undefined;
  if (reconcile && g) settle(new Set(g));
}

function reopen() {
  if (!reconcile || at < 0 || !scene.units[at].a) return;
  drafts.delete(at);
  const body = {question: data.question, document: data.document, text: scene.text, unit: address(at), reason: panel.why.value};
  tail = tail.then(() => server.post('reopen', body));
}

/** @param {'undo'|'redo'} act */
function back(act) {
  tail = tail.then(async () => {
    turned = true;
    const r = await server.post(act, {});
    if (r.error) turned = false;
    else say(r.said || '', false, r.where === '/read/' + data.document ? '' : r.where);
  });
}
$('undo').onclick = () => back('undo');
$('redo').onclick = () => back('redo');

function open() {
  if (at < 0) { say('Step to an answer with j.'); return; }
  palette.show(rows[at].getBoundingClientRect());
}

/** @param {number} dir the category cursor */
function other(dir) {
  const n = scene.categories.length;
  do cursor = (cursor + dir + n) % n; while (scene.categories[cursor].heading && n > 1);
  const c = scene.categories[cursor];
  show();
  say(`${c.name}${at >= 0 && (reconcile ? draft(at).has(cursor) : scene.units[at].m.includes(cursor)) ? ', given' : ''}${c.label ? ': ' + c.label : ''}`);
}

const todo = (/** @type {Unit} */ u) => reconcile ? differs(u) && !u.a : !u.blank && !u.m.length;
const done = () => reconcile ? 'No open difference that way.' : 'No answer without a category that way.';

keys([
  {group: 'Read', keys: ['j', 'ArrowDown'], show: 'j ↓', what: 'next answer', do: () => move(1)},
  {group: 'Read', keys: ['k', 'ArrowUp'], show: 'k ↑', what: 'answer before', do: () => move(-1)},
  {group: 'Read', keys: ['u'], show: 'u', what: 'next without a category; reconciling, the next open difference', do: () => move(1, todo, done())},
  {group: 'Read', keys: ['U'], show: 'U', what: 'the one before', do: () => move(-1, todo, done())},
  {group: 'Read', keys: ['f'], show: 'f', what: 'which are shown', do: () => /** @type {HTMLElement} */ (form.elements.namedItem('show')).focus()},
  {group: 'Read', keys: ['/'], show: '/', what: 'find words', do: () => /** @type {HTMLElement} */ (form.elements.namedItem('words')).focus()},
  {group: 'Give', keys: GIVING, show: '1 – 0 q e t …', what: 'the category with this key in the panel; again takes it away', do: (e) => {
    const k = keysOf(scene.categories).indexOf(e.key);
    if (k < 0) say('No category has this key.'); else toggle(k);
  }},
  {group: 'Give', keys: ['ArrowRight'], show: '→', what: 'the next category', do: () => other(1)},
  {group: 'Give', keys: ['ArrowLeft'], show: '←', what: 'the one before', do: () => other(-1)},
  {group: 'Give', keys: [' '], show: 'Space', what: 'give it, or take it away', do: () => toggle(cursor)},
  {group: 'Give', keys: ['c', 'Enter'], show: 'c', what: 'find a category by its words', do: open},
  {group: 'Give', keys: ['z', 'Ctrl+z'], show: 'z', what: 'undo, whatever it was', do: () => back('undo')},
  {group: 'Give', keys: ['Z', 'Ctrl+Shift+Z', 'Ctrl+Z', 'Ctrl+y'], show: 'Z', what: 'redo', do: () => back('redo')},
  {group: 'Reconcile', keys: ['r'], show: 'r', what: 'lay the coders side by side, or code', do: () => turn(!reconcile)},
  {group: 'Reconcile', keys: LIKE, show: 'a b', what: 'settle as the first coder did, or the second', do: (e) => like(LIKE.indexOf(e.key))},
  {group: 'Reconcile', keys: ['s'], show: 's', what: 'settle with the categories chosen in the panel', do: () => settle()},
  {group: 'Reconcile', keys: ['w'], show: 'w', what: 'why', do: () => panel.why.focus()},
  {group: 'Reconcile', keys: ['x'], show: 'x', what: 'open again what was settled', do: reopen},
], () => rows[at]?.focus({preventScroll: true}));

// ---------------------------------------------------------------- the rest

table.addEventListener('click', (e) => {
  const row = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (e.target).closest('.unit'));
  if (row) go(Number(row.dataset.i), getSelection()?.isCollapsed);
});
table.addEventListener('focusin', (e) => {
  const row = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (e.target).closest('.unit'));
  if (row && Number(row.dataset.i) !== at) go(Number(row.dataset.i), false);
});
panel.why.addEventListener('keydown', (e) => {
  if (e.key === 'Enter') { e.preventDefault(); settle(); rows[at]?.focus({preventScroll: true}); }
});
$('coding').onclick = () => turn(false);
$('reconciling').onclick = () => turn(true);
form.addEventListener('change', (e) => {
  const s = /** @type {HTMLSelectElement} */ (e.target);
  if (s.name === 'words') return;
  filter[/** @type {'show'} */ (s.name)] = s.value;
  shows();
  remember();
});
/** @type {ReturnType<typeof setTimeout>|undefined} */
let typing;
form.addEventListener('input', (e) => {
  const s = /** @type {HTMLInputElement} */ (e.target);
  if (s.name !== 'words') return;
  clearTimeout(typing);
  typing = setTimeout(() => { filter.words = s.value.trim(); shows(); }, 120);
});
form.addEventListener('submit', (e) => {
  e.preventDefault();
  if (at >= 0) rows[at].focus();
});
$('all').onclick = () => {
  filter.show = filter.category = filter.words = '';
  form.reset();
  frame();
  shows();
  rows[at]?.focus({preventScroll: true});
  remember();
};

const query = new URLSearchParams(location.search);
filter.show = query.get('show') || '';
filter.category = query.get('category') || '';
reconcile = query.get('view') === 'reconcile' && !scene.hidden && scene.coders.length > 1;
panel.fill(scene.categories);
frame();
sort();
stand();
const LAST = 'kith-place ' + data.document + ' ' + data.question;
const todoFirst = reconcile ? order.find((i) => todo(scene.units[i])) : undefined;
const first = rows.findIndex((r) => r.id === (location.hash.slice(1) || (todoFirst === undefined ? localStorage.getItem(LAST) : rows[todoFirst].id)));
choose();
if (first >= 0 && !rows[first].hidden) {
  go(first, false);
  rows[first].scrollIntoView({block: place[first] > 0 ? 'center' : 'nearest'});
}
drawAll();
show();
addEventListener('hashchange', () => {
  const i = rows.findIndex((r) => r.id === location.hash.slice(1));
  if (i >= 0) go(i);
});
addEventListener('beforeprint', () => rows.forEach((_, i) => draw(i)));
addEventListener('pagehide', () => { if (at >= 0) localStorage.setItem(LAST, rows[at].id); });
document.documentElement.dataset.ready = String(Math.round(performance.now()));
