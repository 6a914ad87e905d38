// The thematic map, arranged by hand: boxes are moved by mouse or finger, and by the
// arrow keys; each move is written down when it has come to rest.

import {$} from './server.js';

/** @typedef {{theme?: string, code?: string, at: number[]|null}} Place */

const STEP = 8, FINE = 1, REST = 500;

/** @param {SVGSVGElement} map @param {(p: Place) => any} put */
export function arrange(map, put) {
  /** @param {SVGGElement} g @param {number} x @param {number} y */
  const show = (g, x, y) => {
    g.dataset.x = String(x);
    g.dataset.y = String(y);
    g.setAttribute('transform', `translate(${x} ${y})`);
    map.classList.add('loose'); // the lines are drawn anew when it is written
  };
  /** @param {SVGGElement} g @param {boolean} [free] */
  const write = (g, free = false) => put({
    ...(g.dataset.theme ? {theme: g.dataset.theme} : {code: g.dataset.code}),
    at: free ? null : [Math.round(Number(g.dataset.x)), Math.round(Number(g.dataset.y))],
  });
  const busy = (/** @type {boolean} */ is) => document.body.classList.toggle('moving', is);
  // A finger has no key for what 0 does.
  const leave = $('leave');
  const choose = (/** @type {SVGGElement} */ g) => {
    leave.hidden = !g.classList.contains('placed');
    leave.onclick = () => { write(g, true); g.focus(); };
  };

  for (const g of /** @type {NodeListOf<SVGGElement>} */ (map.querySelectorAll('.box'))) {
    /** @type {{x: number, y: number, bx: number, by: number, moved: boolean}|null} */
    let held = null;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    let later;
    const point = (/** @type {PointerEvent} */ e) => new DOMPoint(e.clientX, e.clientY).matrixTransform(map.getScreenCTM()?.inverse());
    const rest = () => {
      if (!later) return;
      clearTimeout(later);
      later = undefined;
      busy(false);
      write(g);
    };
    g.addEventListener('pointerdown', (e) => {
      const p = point(e);
      held = {x: p.x, y: p.y, bx: Number(g.dataset.x), by: Number(g.dataset.y), moved: false};
      g.setPointerCapture(e.pointerId);
      g.focus();
      e.preventDefault();
    });
    g.addEventListener('pointermove', (e) => {
      if (!held) return;
      const p = point(e);
      if (!held.moved && Math.hypot(p.x - held.x, p.y - held.y) < 2) return;
      held.moved = true;
      busy(true);
      show(g, held.bx + p.x - held.x, held.by + p.y - held.y);
    });
    const drop = () => {
      if (held?.moved) { busy(false); write(g); }
      held = null;
    };
    g.addEventListener('pointerup', drop);
    g.addEventListener('pointercancel', drop);
    g.addEventListener('keydown', (e) => {
      if (e.ctrlKey || e.metaKey || e.altKey) return;
      const by = e.shiftKey ? FINE : STEP;
      const way = {ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by]}[e.key];
      if (way) {
        e.preventDefault();
        busy(true);
        show(g, Number(g.dataset.x) + way[0], Number(g.dataset.y) + way[1]);
        clearTimeout(later);
        later = setTimeout(rest, REST);
      } else if (e.key === '0' || e.key === 'Delete') {
        e.preventDefault();
        write(g, true);
      }
    });
    g.addEventListener('focus', () => choose(g));
    if (g === document.activeElement) choose(g);
    g.addEventListener('blur', rest);
  }
}
