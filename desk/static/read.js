// The reading page: select, code, see it stand.

import {Pieces} from './offsets.js';
import {inOrder, holding, rows} from './spans.js';
import {Paint} from './paint.js';
import {Margin} from './margin.js';
import {Palette, nameOf} from './palette.js';
import {Panel, make} from './panel.js';
import {Chooser} from './choose.js';
import {Server, $, say, isHere, undoing} from './server.js';
import {keys} from './keys.js';

/** @typedef {import('./spans.js').Coding} Coding */
/** @typedef {import('./palette.js').Code} Code */
/** @typedef {{start: number, end: number}} Span */

const data = JSON.parse(/** @type {string} */ ($('data').textContent));
const pieces = new Pieces($('text'));
const turns = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('#text .turn')]);
const spoken = turns.filter((t) => t.dataset.n);

/** @type {Map<string, Coding>} */
const codings = new Map();
/** @type {Code[]} */
let codes = [];
/** @type {Map<string, Code>} */
const codeOf = new Map();
/** @type {Coding[]} what is shown, in order */
let shown = [];
let text = data.scene.text;
let current = ''; // the id of the coding that is chosen
/** @type {HTMLElement|null} the turn the cursor is at */
let at = null;
/** @type {Span|null} what the palette is open for */
let target = null;
const RECENT = 'kith-recent';
const filter = {code: '', analyst: '', speaker: ''};

const paint = new Paint(pieces, {hue: (key) => codeOf.get(key)?.hue ?? 9, here: () => at && margin.spans.get(at)?.start || 0});
const margin = new Margin(pieces, turns, {codings: () => shown, code: (k) => codeOf.get(k), me: data.me, pick, current: () => current});
const chooser = new Chooser(pieces, turns);
const server = new Server({
  document: data.document, sent: data.sent, hear: (event, p) => { if (event === 'patch') patch(p); },
  name: (act, body) => act === 'code' ? `${codeOf.get(body.code)?.name || body.code}, “${pieces.text(body.start, body.end)}”` : '',
  drop: (act, body) => {
    for (const c of codings.values()) if (act === 'code' && c.pending && c.s === body.start && c.e === body.end && c.code === body.code) codings.delete(c.id);
    show();
  },
});
const panel = new Panel({
  code: (k) => codeOf.get(k), me: data.me, valences: data.valences, levels: data.levels, orientations: data.orientations,
  set: (id, set) => edit(id, set), remove, pick,
  note: async (kind, words, links) => !(await server.post('add-memo', {memo: {kind, text: words, links}})).error,
});
const palette = new Palette({
  codes: () => codes, recent,
  choose: (o, stay) => {
    if (!target) return;
    if (o.code) code(o.code.key);
    else if (o.make) code(nameOf(o.make), {name: nameOf(o.make), label: o.make === nameOf(o.make) ? '' : o.make});
    if (stay) paint.mark('chosen', target);
    else { target = null; getSelection()?.removeAllRanges(); }
  },
  closed: () => {
    const t = target;
    paint.mark('chosen', null);
    if (t) select(t, false);
    at?.focus({preventScroll: true}); // the field that had it is gone
  },
});
undoing(server);

/** @returns {string[]} */
function recent() { return JSON.parse(localStorage.getItem(RECENT) || '[]').filter((/** @type {string} */ k) => { const c = codeOf.get(k); return c && !c.off; }); }

/** @param {string} key */
function used(key) { localStorage.setItem(RECENT, JSON.stringify([key, ...recent().filter((k) => k !== key)].slice(0, 9))); }

// ---------------------------------------------------------------- what stands

/** @param {any} p */
function patch(p) {
  if (p.text !== text) {
    say('This transcript was frozen anew; the page loads again.');
    setTimeout(() => location.reload(), 300);
    return;
  }
  if (p.codes) {
    codes = p.codes;
    codeOf.clear();
    for (const c of codes) codeOf.set(c.key, c);
  }
  $('markread').hidden = p.read;
  $('blind').hidden = !p.blind;
  if (!p.whole && !p.put && !p.gone && !p.codes) return;
  const some = (p.put || []).length + (p.gone || []).length;
  const spot = turned && some === 1 && (p.put?.[0] || codings.get(p.gone[0]));
  if (some) turned = false;
  if (p.whole) for (const [id, c] of codings) if (!c.pending) codings.delete(id);
  for (const id of p.gone || []) codings.delete(id);
  const pending = [...codings.values()].filter((c) => c.pending);
  for (const c of p.put || []) {
    for (const had of pending) {
      if (had.s === c.s && had.e === c.e && had.code === c.code && c.by === data.me) {
        codings.delete(had.id);
        if (current === had.id) current = c.id;
      }
    }
    codings.set(c.id, c);
  }
  if (spot) {
    const turn = turns[chooser.turnAt(spot.s)];
    atTurn(turn, false);
    current = codings.has(spot.id) ? spot.id : '';
    turn.scrollIntoView({block: 'nearest'});
  }
  if (p.whole) draw();
  else soon ||= setTimeout(draw); // many patches at once are drawn once
}
/** Whether the next change is by undo or redo, and the eyes follow it. */
let turned = false;
/** @param {'undo'|'redo'} act */
async function back(act) {
  settle();
  turned = true;
  const r = await server.post(act, {});
  if (r.error || !r.where || !isHere(r.where)) turned = false;
}
$('undo').onclick = () => back('undo');
$('redo').onclick = () => back('redo');
/** @type {ReturnType<typeof setTimeout>|undefined} */
let soon;
function draw() {
  soon = undefined;
  choices();
  show();
}

/** Draws what is to be seen. */
function show() {
  if (current && !codings.has(current)) current = '';
  shown = [...codings.values()].filter((c) => (!filter.code || c.code === filter.code || under(c.code, filter.code)) && (!filter.analyst || c.by === filter.analyst)).sort(inOrder);
  paint.show(shown);
  margin.redraw();
  margin.press();
  document.documentElement.dataset.codings = String(shown.length);
  const c = codings.get(current);
  paint.mark('selected', c ? {start: c.s, end: c.e} : null);
  handles();
  panel.show(c, at ? inTurn(at) : [], at?.dataset.n || '');
}

/** @param {string} key @param {string} above @returns {boolean} whether a code stands below another */
function under(key, above) {
  for (let c = codeOf.get(key); c?.parent; c = codeOf.get(c.parent)) if (c.parent === above) return true;
  return false;
}

/** @param {HTMLElement} turn @returns {Coding[]} */
function inTurn(turn) { return margin.byTurn.get(turn) || []; }

/** Fills the filters with what there is. */
function choices() {
  const form = /** @type {HTMLFormElement} */ ($('filters'));
  const counts = new Map();
  const analysts = new Set();
  for (const c of codings.values()) {
    counts.set(c.code, (counts.get(c.code) || 0) + 1);
    analysts.add(c.by);
  }
  /** @param {string} name @param {string[][]} list */
  const fill = (name, list) => {
    const s = /** @type {HTMLSelectElement} */ (form.elements.namedItem(name));
    const key = JSON.stringify(list);
    if (s.dataset.has === key) return;
    s.dataset.has = key;
    const was = s.value || filter[/** @type {'code'} */ (name)];
    s.replaceChildren(make('option', {value: ''}, 'all'), ...list.map(([v, t]) => make('option', {value: v}, t)));
    s.value = list.some(([v]) => v === was) ? was : '';
    filter[/** @type {'code'} */ (name)] = s.value;
  };
  fill('code', codes.filter((c) => counts.has(c.key) || codes.some((d) => counts.has(d.key) && under(d.key, c.key))).map((c) => [c.key, c.name]));
  fill('analyst', [...analysts].sort().map((a) => [a, a]));
}

// ---------------------------------------------------------------- coding

/** @param {string} key @param {{name: string, label: string}} [made] codes what is selected */
async function code(key, made) {
  const span = target || selection() || (at && wholeTurn(at));
  if (!span) return;
  if ([...codings.values()].some((c) => c.s === span.start && c.e === span.end && c.code === key && c.by === data.me)) {
    say('This passage has ' + (codeOf.get(key)?.name || key) + ' from you already.');
    return;
  }
  const id = 'new-' + crypto.randomUUID();
  if (made && !codeOf.has(key)) {
    const c = {key, name: made.name, label: made.label, hue: 9};
    codes.push(c);
    codeOf.set(key, c);
  }
  codings.set(id, {id, s: span.start, e: span.end, code: key, by: data.me, at: '', pending: true});
  used(key);
  bar(null);
  pick(id, false);
  const told = (/** @type {import('./server.js').Reply} */ a) => `${codeOf.get(key)?.name || key}: ${(a.said || '').replace('coded ', '')}`;
  const r = await server.post('code', {document: data.document, text, start: span.start, end: span.end, code: key, new: made}, told);
  const had = codings.get(id);
  if (!had) return; // a patch brought the real one
  if (r.error) {
    codings.delete(id);
  } else if (r.id) {
    codings.delete(id);
    codings.set(r.id, codings.get(r.id) || {...had, id: r.id, pending: false, at: new Date().toISOString().slice(0, 10)});
    if (current === id) current = r.id;
  }
  show();
}

/** @param {string} id @param {Record<string, any>} set @param {string} [told] */
function edit(id, set, told) {
  const c = codings.get(id);
  if (!c || c.by !== data.me || c.pending) return;
  if ('start' in set) codings.set(id, {...c, s: set.start, e: set.end});
  else codings.set(id, {...c, ...set});
  show();
  server.post('edit', {id, set, document: data.document, text}, told ? () => told : undefined).then((r) => {
    if (r.error) { codings.set(id, c); show(); }
  });
}

/** @param {string} id */
async function remove(id) {
  const c = codings.get(id);
  if (!c) return;
  if (c.by !== data.me) { say(`This coding is ${c.by}’s; only ${c.by} can remove it.`, true); return; }
  codings.delete(id);
  current = '';
  show();
  at?.focus({preventScroll: true});
  const r = await server.post('remove', {id});
  if (r.error) { codings.set(id, c); show(); }
}

/** @param {string} id @param {boolean} [go] chooses a coding; '' none */
function pick(id, go = true) {
  current = id;
  const c = codings.get(id);
  if (c) {
    const turn = turns[chooser.turnAt(c.s)];
    if (turn) atTurn(turn, false);
    if (go) {
      turn?.scrollIntoView({block: 'nearest'});
      say(margin.describe(c));
    }
  }
  if (go && !at?.contains(document.activeElement)) at?.focus({preventScroll: true});
  show();
  place();
  if (!c || !matchMedia('(max-width: 900px)').matches) return;
  // On a phone the panel stands over the text: the words go above it.
  const words = pieces.range(c.s, c.e)?.getBoundingClientRect();
  const over = words ? words.bottom + 16 - $('panel').getBoundingClientRect().top : 0;
  if (words && over > 0) scrollBy(0, Math.min(over, Math.max(0, words.top - 60)));
}

// ---------------------------------------------------------------- selecting

/** @returns {Span|null} */
function selection() { return pieces.selected(getSelection()); }

/** @param {Span} s @param {boolean} [aloud] */
function select(s, aloud = true) {
  const r = pieces.range(s.start, s.end);
  if (!r) return;
  getSelection()?.setBaseAndExtent(r.startContainer, r.startOffset, r.endContainer, r.endOffset);
  const turn = turns[chooser.turnAt(s.start)];
  if (turn) atTurn(turn, false);
  const box = r.getBoundingClientRect();
  if (box.top < 70 || box.bottom > innerHeight - 60) turn?.scrollIntoView({block: 'nearest'});
  if (aloud) say(pieces.text(s.start, s.end));
}

/** @param {HTMLElement} turn @returns {Span} */
function wholeTurn(turn) {
  const s = margin.spans.get(turn);
  return s ? {...s} : {start: 0, end: 0};
}

/** @param {HTMLElement} turn @param {boolean} [go] puts the cursor at a turn */
function atTurn(turn, go = true) {
  if (at !== turn) {
    const had = at?.contains(document.activeElement);
    if (at) {
      at.classList.remove('at');
      at.removeAttribute('tabindex');
      for (const b of at.querySelectorAll('.margin button')) /** @type {HTMLElement} */ (b).tabIndex = -1;
    }
    at = turn;
    turn.classList.add('at');
    turn.tabIndex = 0;
    for (const b of turn.querySelectorAll('.margin button')) /** @type {HTMLElement} */ (b).tabIndex = 0;
    if (had && !go) turn.focus({preventScroll: true}); // the cursor takes the focus along
  }
  if (go) {
    current = '';
    getSelection()?.removeAllRanges();
    turn.focus({preventScroll: true});
    turn.scrollIntoView({block: 'nearest'});
    show();
  }
  place();
}

/** Keeps the place in the address, so that it survives a reload and can be sent. */
function place() {
  clearTimeout(place.later);
  place.later = setTimeout(() => {
    const q = new URLSearchParams();
    for (const [k, v] of Object.entries(filter)) if (v) q.set(k, v);
    if (current && !current.startsWith('new-')) q.set('coding', current);
    const s = q.toString();
    const url = location.pathname + (s ? '?' + s : '') + (at?.id ? '#' + at.id : '');
    if (url !== location.pathname + location.search + location.hash) history.replaceState(null, '', url);
  }, 150);
}
/** @type {ReturnType<typeof setTimeout>|undefined} */
place.later = undefined;

/** @param {Span|null} s the bar beside a selection made by mouse or touch */
function bar(s) {
  const b = $('bar');
  const r = s && pieces.range(s.start, s.end);
  if (!r) { b.hidden = true; return; }
  const all = make('button', {type: 'button', class: 'main'}, 'Code');
  all.append(' ', make('kbd', {}, 'c'));
  all.onclick = open;
  b.replaceChildren(all, ...recent().slice(0, 3).map((k, i) => {
    const c = /** @type {Code} */ (codeOf.get(k));
    const x = make('button', {type: 'button', class: 'h' + c.hue, title: c.label || c.name}, make('span', {class: 'dot'}), ' ' + c.name + ' ', make('kbd', {}, String(i + 1)));
    x.onclick = () => { code(k); getSelection()?.removeAllRanges(); at?.focus({preventScroll: true}); };
    return x;
  }));
  b.hidden = false;
  const rects = r.getClientRects();
  const last = rects[rects.length - 1] || r.getBoundingClientRect();
  b.style.left = Math.max(8, Math.min(last.right - 20, innerWidth - b.offsetWidth - 8)) + 'px';
  b.style.top = (last.bottom + 8 + b.offsetHeight > innerHeight ? Math.max(8, r.getBoundingClientRect().top - b.offsetHeight - 8) : last.bottom + 8) + 'px';
}

function open() {
  target = selection() || (codings.has(current) ? {start: /** @type {Coding} */ (codings.get(current)).s, end: /** @type {Coding} */ (codings.get(current)).e} : null) || (at && wholeTurn(at));
  if (!target) { say('Select words first, or step to a turn with j.'); return; }
  const r = pieces.range(target.start, target.end);
  if (!r) return;
  bar(null);
  paint.mark('chosen', target);
  palette.show(r.getBoundingClientRect());
}

let pointer = ''; // what is down on the text, or was until its click comes: mouse, pen or touch
$('text').addEventListener('pointerdown', (e) => { pointer = e.pointerType || 'mouse'; });
$('text').addEventListener('pointercancel', () => { pointer = ''; }); // a long touch selects, and no click comes
// A click comes after the browser has settled what is selected, by a drag too.
addEventListener('click', (e) => {
  if (!pointer) return;
  pointer = '';
  const s = selection();
  target = null;
  if (s) {
    const turn = turns[chooser.turnAt(s.start)];
    if (turn) atTurn(turn, false);
    current = '';
    show();
    bar(s);
    return;
  }
  bar(null);
  const el = /** @type {HTMLElement} */ (e.target);
  const stripe = /** @type {HTMLElement|null} */ (el.closest('.stripe'));
  if (stripe) { pick(stripe.dataset.id || ''); return; }
  const turn = /** @type {HTMLElement|null} */ (el.closest('.turn'));
  if (!turn) return;
  atTurn(turn, false);
  const caret = caretAt(e.clientX, e.clientY);
  const here = caret === null ? [] : holding(shown, caret);
  const i = here.findIndex((c) => c.id === current);
  pick(here.length ? here[(i + 1) % here.length].id : '', false);
});
// What is copied says who speaks, turn by turn.
document.addEventListener('copy', (e) => {
  const s = /** @type {HTMLElement} */ (e.target).closest?.('input, textarea') ? null : selection();
  if (!s || !e.clipboardData) return;
  /** @type {Map<HTMLElement, string[]>} */
  const by = new Map();
  for (const {turn, text} of pieces.said(s.start, s.end)) by.set(turn, [...by.get(turn) || [], text]);
  e.clipboardData.setData('text/plain', [...by].map(([turn, said]) => (turn.dataset.speaker ? turn.dataset.speaker + ': ' : '') + said.join('\n')).join('\n\n'));
  e.preventDefault();
});
document.addEventListener('selectionchange', () => {
  if (pointer && pointer !== 'touch' || palette.open) return;
  const s = selection();
  if (!s) { bar(null); return; }
  if (pointer || matchMedia('(pointer: coarse)').matches) bar(s); // touch: the handles of the selection move it
});
$('text').addEventListener('click', (e) => {
  const stripe = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (e.target).closest('button.stripe'));
  if (stripe && e.detail === 0) pick(stripe.dataset.id || ''); // by keyboard
});
$('text').addEventListener('focusin', (e) => {
  const turn = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (e.target).closest('.turn'));
  if (turn && turn !== at) { atTurn(turn, false); show(); }
});

/** @param {number} x @param {number} y @returns {number|null} the place in the text at a point of the screen */
function caretAt(x, y) {
  const doc = /** @type {any} */ (document);
  const c = doc.caretPositionFromPoint ? doc.caretPositionFromPoint(x, y) : null;
  const r = !c && doc.caretRangeFromPoint ? doc.caretRangeFromPoint(x, y) : null;
  const node = c ? c.offsetNode : r?.startContainer, offset = c ? c.offset : r?.startOffset;
  return node && pieces.of.has(node.parentElement) ? pieces.offset(node, offset, false) : null;
}

// ---------------------------------------------------------------- edges

const grips = /** @type {HTMLElement[]} */ (['start', 'end'].map((edge) => {
  const g = make('div', {class: 'grip', 'data-edge': edge, 'aria-hidden': 'true'});
  g.hidden = true;
  $('text').append(g);
  g.addEventListener('pointerdown', (e) => {
    e.preventDefault();
    e.stopPropagation();
    const c = codings.get(current);
    if (!c) return;
    g.setPointerCapture(e.pointerId);
    g.style.pointerEvents = 'none'; // what lies under it is meant; it keeps the pointer
    let span = {start: c.s, end: c.e};
    const move = (/** @type {PointerEvent} */ m) => {
      const to = caretAt(m.clientX, m.clientY - 6);
      if (to === null) return;
      const next = {...span, [edge]: to};
      if (next.end <= next.start) return;
      span = next;
      paint.mark('selected', span);
    };
    const up = () => {
      g.removeEventListener('pointermove', move);
      g.style.pointerEvents = '';
      if (span.start !== c.s || span.end !== c.e) edit(c.id, {start: span.start, end: span.end}, pieces.text(span.start, span.end));
      else show();
    };
    g.addEventListener('pointermove', move);
    g.addEventListener('pointerup', up, {once: true});
    g.addEventListener('pointercancel', up, {once: true});
  });
  return g;
}));

/** Puts the handles to the edges of the coding that is chosen. */
function handles() {
  const c = codings.get(current);
  if (!c || c.pending || c.by !== data.me) { // and nothing is laid out for it
    for (const g of grips) g.hidden = true;
    return;
  }
  const box = $('text').getBoundingClientRect();
  grips.forEach((g, i) => {
    const rect = edgeOf(c, i === 1);
    g.hidden = !rect;
    if (!rect) return;
    g.style.left = rect.x - box.left + 'px';
    g.style.top = rect.top - box.top + 'px';
    g.style.height = rect.height + 'px';
  });
}

const RIGHT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** @param {Coding} c @param {boolean} end @returns {{x: number, top: number, height: number}|null} where a coding begins or ends, in text from the right too */
function edgeOf(c, end) {
  const r = end ? pieces.range(c.e - 1, c.e) : pieces.range(c.s, c.s + 1);
  const rects = r?.getClientRects() || [], rect = rects[end ? rects.length - 1 : 0];
  if (!r || !rect) return null;
  const letter = r.toString(), el = r.startContainer.parentElement;
  const rtl = RIGHT.test(letter) || !/[\p{L}\p{N}]/u.test(letter) && Boolean(el) && getComputedStyle(/** @type {Element} */ (el)).direction === 'rtl';
  return {x: end === rtl ? rect.left : rect.right, top: rect.top, height: rect.height};
}
addEventListener('resize', () => handles());

/** @type {ReturnType<typeof setTimeout>|undefined} */
let later;
/** @param {'start'|'end'} edge @param {number} dir moves an edge by a word: of the selection, or of the coding that is chosen */
function nudge(edge, dir) {
  const c = codings.get(current);
  const s = selection();
  if (c && (!s || palette.open)) {
    if (c.by !== data.me) { say(`This coding is ${c.by}’s; only ${c.by} can change it.`, true); return; }
    const next = chooser.stretch({start: c.s, end: c.e}, edge, dir, 'word');
    if (next.start === c.s && next.end === c.e) return;
    const was = nudged && nudged.id === c.id ? nudged : c;
    nudged = was;
    codings.set(c.id, {...c, s: next.start, e: next.end});
    show();
    say(pieces.text(next.start, next.end));
    clearTimeout(later);
    later = setTimeout(() => settle(), 500);
    return;
  }
  if (s) select(chooser.stretch(s, edge, dir, 'word'));
}
/** @type {Coding|null} the coding whose edges are being moved, as it is on disk */
let nudged = null;
function settle() {
  clearTimeout(later);
  if (!nudged) return;
  const was = nudged, now = codings.get(was.id);
  nudged = null;
  if (!now || now.s === was.s && now.e === was.e) return;
  codings.set(was.id, was);
  edit(was.id, {start: now.s, end: now.e}, pieces.text(now.s, now.e));
}
addEventListener('pagehide', settle);

// ---------------------------------------------------------------- stepping

/** @param {number} dir @param {(t: HTMLElement) => boolean} [which] */
function step(dir, which = () => true) {
  let i = at ? turns.indexOf(at) : dir > 0 ? -1 : turns.length;
  for (i += dir; i >= 0 && i < turns.length; i += dir) {
    const t = turns[i];
    if (t.dataset.n && !t.classList.contains('off') && which(t)) {
      atTurn(t);
      say(t.getAttribute('aria-label') + (inTurn(t).length ? ', ' + inTurn(t).map((c) => codeOf.get(c.code)?.name || c.code).join(', ') : ''));
      return;
    }
  }
  say(dir > 0 ? 'No further one.' : 'No earlier one.');
}

/** @param {number} dir */
function stepCoding(dir) {
  if (!shown.length) { say('Nothing is coded here yet.'); return; }
  let i = shown.findIndex((c) => c.id === current);
  if (i < 0) {
    const from = at ? wholeTurn(at).start : 0;
    const next = shown.findIndex((c) => c.s >= from);
    i = dir > 0 ? (next < 0 ? shown.length : next) - 1 : next < 0 ? shown.length : next;
  }
  const c = shown[i + dir];
  if (!c) { say(dir > 0 ? 'No further coding.' : 'No earlier coding.'); return; }
  getSelection()?.removeAllRanges();
  pick(c.id);
}

/** @param {'word'|'sentence'|'turn'} unit @param {boolean} more */
function choose(unit, more) {
  const s = selection();
  if (s && more) { chooser.unit = unit; select(chooser.stretch(s, 'end', 1, unit)); return; }
  if (s && chooser.unit === unit) { select(chooser.move(s, 1)); return; }
  if (!at) atTurn(spoken[0] || turns[0]);
  if (!at) return;
  const c = codings.get(current); // what was just coded: go on behind it
  current = '';
  show();
  chooser.unit = unit;
  const first = s ? chooser.beside(s.start, 1, unit) : c ? chooser.beside(c.e, 1, unit) : chooser.first(turns.indexOf(at), unit);
  if (first) select(first);
}

/** @param {number} dir @param {boolean} more */
function arrow(dir, more) {
  const s = selection();
  if (!s) return;
  select(more ? chooser.stretch(s, 'end', dir) : chooser.move(s, dir));
}

keys([
  {group: 'Read', keys: ['j'], show: 'j', what: 'next turn', do: () => step(1)},
  {group: 'Read', keys: ['k'], show: 'k', what: 'turn before', do: () => step(-1)},
  {group: 'Read', keys: ['n'], show: 'n', what: 'next coding', do: () => stepCoding(1)},
  {group: 'Read', keys: ['p'], show: 'p', what: 'coding before', do: () => stepCoding(-1)},
  {group: 'Read', keys: ['u'], show: 'u', what: 'next turn of a participant without a coding', do: () => step(1, (t) => !quiet(t) && !inTurn(t).length)},
  {group: 'Read', keys: ['U'], show: 'U', what: 'the one before', do: () => step(-1, (t) => !quiet(t) && !inTurn(t).length)},
  {group: 'Read', keys: ['f'], show: 'f', what: 'what is shown: code, analyst, speaker', do: () => /** @type {HTMLElement} */ (document.querySelector('#filters select')).focus()},
  {group: 'Read', keys: ['/'], show: '/', what: 'search in what was said', do: () => { location.href = '/search'; }},
  {group: 'Read', keys: ['r'], show: 'r', what: 'mark as read through', do: () => read()},
  {group: 'Select', keys: ['w'], show: 'w', what: 'a word; again, the next one', do: () => choose('word', false)},
  {group: 'Select', keys: ['W'], show: 'W', what: 'one word more', do: () => choose('word', true)},
  {group: 'Select', keys: ['s'], show: 's', what: 'a sentence; again, the next one', do: () => choose('sentence', false)},
  {group: 'Select', keys: ['S'], show: 'S', what: 'one sentence more', do: () => choose('sentence', true)},
  {group: 'Select', keys: ['t'], show: 't', what: 'the turn; again, the next one', do: () => choose('turn', false)},
  {group: 'Select', keys: ['T'], show: 'T', what: 'one turn more', do: () => choose('turn', true)},
  {group: 'Select', keys: ['ArrowRight'], show: '→', what: 'the next word, sentence or turn', do: () => arrow(1, false)},
  {group: 'Select', keys: ['ArrowLeft'], show: '←', what: 'the one before', do: () => arrow(-1, false)},
  {group: 'Select', keys: ['Shift+ArrowRight'], show: 'Shift →', what: 'one more', do: () => arrow(1, true)},
  {group: 'Select', keys: ['Shift+ArrowLeft'], show: 'Shift ←', what: 'one less', do: () => arrow(-1, true)},
  {group: 'Select', keys: ['['], show: '[', what: 'begin a word earlier', do: () => nudge('start', -1)},
  {group: 'Select', keys: ['{'], show: '{', what: 'begin a word later', do: () => nudge('start', 1)},
  {group: 'Select', keys: [']'], show: ']', what: 'end a word later', do: () => nudge('end', 1)},
  {group: 'Select', keys: ['}'], show: '}', what: 'end a word earlier', do: () => nudge('end', -1)},
  {group: 'Code', keys: ['c', 'Enter'], show: 'c', what: 'choose a code for the selection, the coding’s passage, or the turn', do: open},
  {group: 'Code', keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], show: '1 – 9', what: 'a code used lately', do: (e) => {
    const key = recent()[Number(e.key) - 1];
    if (!key) { say('No code was used lately; c opens the list.'); return; }
    target = null;
    if (!selection() && !at) { say('Select words first, or step to a turn with j.'); return; }
    code(key);
    getSelection()?.removeAllRanges();
  }},
  {group: 'Code', keys: ['v'], show: 'v', what: 'valence: present, mixed, absent, unsaid', do: () => {
    const c = codings.get(current);
    if (!c) return;
    const all = [...data.valences, ''];
    const next = all[(all.indexOf(c.valence || '') + 1) % all.length];
    edit(c.id, {valence: next}, `${codeOf.get(c.code)?.name || c.code}: ${next || 'unsaid'}`);
  }},
  {group: 'Code', keys: ['m'], show: 'm', what: 'memo: on the coding, else on the turn', do: () => {
    if (codings.get(current)?.by === data.me) $('memo')?.focus();
    else if (at?.dataset.n) panel.write('Memo on turn ' + at.dataset.n, 'memo', [{kind: 'turn', to: data.document + '#' + at.dataset.n}]);
  }},
  {group: 'Code', keys: ['x', 'Delete', 'Backspace'], show: 'x', what: 'remove the coding', do: () => { if (current) remove(current); }},
  {group: 'Code', keys: ['z', 'Ctrl+z'], show: 'z', what: 'undo, whatever it was', do: () => back('undo')},
  {group: 'Code', keys: ['Z', 'Ctrl+Shift+Z', 'Ctrl+Z', 'Ctrl+y'], show: 'Z', what: 'redo', do: () => back('redo')},
  {group: 'Code', keys: ['Escape'], show: 'Esc', what: 'let go', do: () => { getSelection()?.removeAllRanges(); bar(null); target = null; pick('', false); at?.focus({preventScroll: true}); }},
], () => at?.focus({preventScroll: true}));

/** @param {HTMLElement} t @returns {boolean} whether nobody who takes part speaks */
function quiet(t) { return t.matches('.interviewer, .moderator, .question, .unknown'); }

// ---------------------------------------------------------------- the rest

async function read() {
  const r = await server.post('read', {document: data.document});
  if (!r.error) $('markread').hidden = true;
}
$('markread').onclick = read;
$('familiar').onclick = () => panel.write('Familiarisation note', 'familiarisation', [{kind: 'document', to: data.document}]);
$('lift').onclick = () => {
  const why = make('input', {type: 'text', 'aria-label': 'Reason', placeholder: 'Why?'});
  const go = make('button', {type: 'button'}, 'Lift it');
  go.onclick = async () => {
    if (!why.value.trim()) { why.focus(); return; }
    const r = await server.post('lift', {document: data.document, reason: why.value});
    if (!r.error) location.reload();
  };
  why.onkeydown = (e) => { if (e.key === 'Enter') go.click(); };
  $('lift').replaceWith(why, go);
  why.focus();
};

$('filters').addEventListener('change', (e) => {
  const s = /** @type {HTMLSelectElement} */ (e.target);
  filter[/** @type {'code'} */ (s.name)] = s.value;
  speakers();
  show();
  place();
});
$('filters').addEventListener('submit', (e) => e.preventDefault());

// What the codes on a printed page mean stands at its end.
addEventListener('beforeprint', () => {
  const used = new Set(shown.map((c) => c.code));
  const list = make('dl');
  for (const c of codes.filter((x) => used.has(x.key))) {
    list.append(make('dt', {class: 'h' + c.hue}, make('span', {class: 'dot'}), ' ' + c.name), make('dd', {}, [c.label, c.definition].filter(Boolean).join('. ')));
  }
  $('legend').replaceChildren(...used.size ? [make('h2', {}, 'Codes'), list] : []);
});

// Where there is room the list of documents stands beside the text.
matchMedia('(min-width: 1181px)').addEventListener('change', () => $('documents').hidePopover());

/** Shows one speaker's turns, or all. */
function speakers() {
  for (const t of turns) t.classList.toggle('off', Boolean(filter.speaker) && t.dataset.speaker !== filter.speaker);
}

const asked = new URLSearchParams(location.search);
for (const k of /** @type {('code'|'analyst'|'speaker')[]} */ (['code', 'analyst', 'speaker'])) filter[k] = asked.get(k) || '';
const LAST = 'kith-place ' + data.document;
const first = document.getElementById(location.hash.slice(1) || localStorage.getItem(LAST) || '') || spoken[0];
if (first?.classList.contains('turn')) atTurn(/** @type {HTMLElement} */ (first), false);
patch({...data.scene, put: rows(data.scene.codings), whole: true});
if (filter.speaker) {
  /** @type {HTMLSelectElement} */ (/** @type {HTMLFormElement} */ ($('filters')).elements.namedItem('speaker')).value = filter.speaker;
  speakers();
}
if (first && first !== spoken[0]) first.scrollIntoView({block: 'center'});
if (codings.has(asked.get('coding') || '')) pick(asked.get('coding') || '');
const words = /^(\d+)-(\d+)$/.exec(asked.get('at') || ''); // a place that was searched for
if (words && !current) {
  const span = {start: Number(words[1]), end: Number(words[2])};
  select(span);
  turns[chooser.turnAt(span.start)]?.scrollIntoView({block: 'center'});
  bar(selection());
}
addEventListener('hashchange', () => {
  const t = document.getElementById(location.hash.slice(1));
  if (t?.classList.contains('turn')) atTurn(t);
});
addEventListener('pagehide', () => { if (at?.id) localStorage.setItem(LAST, at.id); });
document.documentElement.dataset.ready = String(Math.round(performance.now()));
