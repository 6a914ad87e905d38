// A page that takes in what changed, without losing the place or what is being typed.

/** @param {HTMLElement} main @param {() => void} again @returns {boolean} whether somebody is in a field, and it is tried again when they leave it */
function busy(main, again) {
  const here = document.activeElement;
  if (!main.contains(here) || !here?.matches('input, textarea, select')) return false;
  main.addEventListener('focusout', () => setTimeout(again), {once: true});
  return true;
}

/**
 * Loads the page again.
 * @param {HTMLElement} main @param {() => void} again tries later, when nobody types any more
 * @returns {Promise<HTMLElement|null>} its main part as it is now; null where it is to wait
 */
export async function fresh(main, again) {
  if (busy(main, again)) return null;
  const r = await fetch(location.href).catch(() => null); // a desk that is gone says so by itself
  if (!r?.ok || busy(main, again)) return null;
  return new DOMParser().parseFromString(await r.text(), 'text/html').getElementById('main');
}

/** @param {HTMLElement} main @param {HTMLElement} now puts in what is fresh, leaves open what was, and keeps the focus near where it was */
export function put(main, now) {
  const open = [...main.querySelectorAll('details[open]')].map((d) => d.id);
  const here = /** @type {HTMLElement} */ (document.activeElement), box = main.contains(here) ? here.closest('[id]') : null;
  const inside = (/** @type {Element|null} */ e) => /** @type {HTMLElement[]} */ ([...e?.querySelectorAll('a, button, summary') || []]);
  const nth = inside(box).indexOf(here);
  const tree = main.querySelector('.tree')?.scrollTop || 0;
  main.replaceChildren(...now.childNodes);
  main.querySelector('.tree')?.scrollTo(0, tree);
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  if (!box) return;
  const again = document.getElementById(box.id), there = here === box ? again : inside(again)[nth];
  (there && there.textContent === here.textContent ? there : main).focus({preventScroll: true});
}

/**
 * What a field showed before somebody typed in it: sent along, so that nobody's words are
 * replaced by somebody who has not seen them.
 * @param {HTMLInputElement} field @returns {Record<string, string>}
 */
export const seen = (field) => field.matches('select') ? {} : {[field.name]: field.defaultValue};

/**
 * Takes in what came of a field: it is on disk, or somebody else has changed it meanwhile,
 * and leaving it again is an answer.
 * @param {HTMLInputElement} field @param {string} sent @param {import('./server.js').Reply} r
 */
export function answered(field, sent, r) {
  if (!r.error && !field.matches('select')) field.defaultValue = sent;
  if (r.now === undefined) return;
  field.defaultValue = r.now;
  field.focus();
  field.addEventListener('focusout', () => {
    if (field.value !== field.defaultValue) field.dispatchEvent(new Event('change', {bubbles: true}));
  }, {once: true});
}

let keyed = 0; // when a key was pressed in a list to choose from
addEventListener('keydown', (e) => { if (/** @type {Element} */ (e.target).matches?.('select')) keyed = performance.now(); }, true);

/**
 * Lets a choice that is stepped to with the arrows come to rest before it is written:
 * what was passed on the way was not chosen.
 * @param {(e: Event) => void} act @returns {(e: Event) => void}
 */
export function rested(act) {
  /** @type {Map<EventTarget, ReturnType<typeof setTimeout>>} */
  const waiting = new Map();
  return (e) => {
    const field = /** @type {HTMLElement} */ (e.target);
    if (!field.matches('select') || performance.now() - keyed > 100) { act(e); return; }
    const go = () => {
      if (!waiting.has(field)) return;
      clearTimeout(waiting.get(field));
      waiting.delete(field);
      act(e);
    };
    if (waiting.has(field)) clearTimeout(waiting.get(field));
    else field.addEventListener('focusout', go, {once: true});
    waiting.set(field, setTimeout(go, 700));
  };
}
