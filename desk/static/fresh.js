// A page that takes in what changed, without losing the place or what is being typed.

/**
 * Loads the page again.
 * @param {HTMLElement} main @param {() => void} again tries later, when nobody types any more
 * @returns {Promise<HTMLElement|null>} its main part as it is now; null where it is to wait
 */
export async function fresh(main, again) {
  const here = document.activeElement;
  if (main.contains(here) && here?.matches('input, textarea, select')) {
    main.addEventListener('focusout', () => setTimeout(again), {once: true});
    return null;
  }
  const r = await fetch(location.href).catch(() => null); // a desk that is gone says so by itself
  if (!r?.ok) return null;
  return new DOMParser().parseFromString(await r.text(), 'text/html').getElementById('main');
}

/** @param {HTMLElement} main @param {HTMLElement} now puts in what is fresh, and leaves open what was */
export function put(main, now) {
  const open = [...main.querySelectorAll('details[open]')].map((d) => d.id);
  main.replaceChildren(...now.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
}
