// The page's line to the desk: what it does, what it hears, and what it keeps while
// the desk is gone.

/** @typedef {{id?: string, said?: string, where?: string, error?: string, now?: string, status?: number}} Reply */

const KEPT = 'kith-waiting';
const REFUSED = 'kith-refused';
const SILENCE = 25000; // the desk gives a beat every 10 s

/** Acts that may be asked for twice, because the second time changes nothing. */
const SAFE = new Set(['code', 'edit', 'remove', 'read', 'edit-code', 'edit-memo', 'give', 'take', 'settle', 'edit-theme', 'link-theme', 'judge-theme', 'place-theme']);

export class Server {
  /**
   * @param {{document?: string, question?: string, sent?: string, hear: (event: string, data: any) => void,
   *   name?: (act: string, body: any) => string, drop?: (act: string, body: any) => void}} o
   *   name says what is kept in a person's words; drop takes from the page what will not be written
   */
  constructor(o) {
    this.o = o;
    this.here = true;
    /** @type {{act: string, body: any, what: string}[]} what waits for the desk to come back */
    this.waiting = JSON.parse(sessionStorage.getItem(KEPT) || '[]');
    this.busy = 0;
    this.heard = Date.now();
    /** @type {EventSource|null} */
    this.source = null;
    refusals();
    this.listen();
    setInterval(() => {
      if (this.source && Date.now() - this.heard > SILENCE) this.lost();
    }, 2000);
    addEventListener('pagehide', () => this.source?.close());
  }

  listen() {
    this.source?.close();
    const asked = new URLSearchParams();
    if (this.o.document) asked.set('document', this.o.document);
    else if (this.o.question) asked.set('question', this.o.question);
    if (this.o.sent) asked.set('since', this.o.sent); // what the page was loaded with, which the desk keeps once
    const s = new EventSource('/live?' + asked);
    this.source = s;
    this.heard = Date.now();
    for (const name of ['patch', 'change', 'hello', 'beat']) {
      s.addEventListener(name, (e) => {
        this.heard = Date.now();
        if (!this.here) this.back();
        if (name !== 'beat') this.o.hear(name, JSON.parse(/** @type {MessageEvent} */ (e).data));
        if (name === 'patch' || name === 'hello') this.flush();
      });
    }
    s.onerror = () => this.lost();
  }

  lost() {
    this.source?.close();
    this.source = null;
    if (this.here) {
      this.here = false;
      gone(true);
      disk('');
    }
    clearTimeout(this.again);
    this.again = setTimeout(() => this.look(), 400);
  }

  /** Looks whether the desk is there again, and whether it still knows this browser. */
  async look() {
    const r = await fetch('/here').catch(() => null);
    if (r && r.status !== 401) { this.listen(); return; }
    gone(true, Boolean(r));
    this.again = setTimeout(() => this.look(), 400);
  }

  back() {
    this.here = true;
    gone(false);
  }

  keep() {
    if (this.waiting.length) sessionStorage.setItem(KEPT, JSON.stringify(this.waiting));
    else sessionStorage.removeItem(KEPT);
  }

  async flush() {
    if (this.flushing) return;
    this.flushing = true;
    try {
      while (this.here && this.waiting.length) {
        const {act, body, what} = this.waiting[0];
        const r = await this.send(act, body);
        if (r === null) {
          this.lost();
          return;
        }
        this.waiting.shift();
        this.keep();
        if (r.error) {
          this.o.drop?.(act, body);
          sessionStorage.setItem(REFUSED, JSON.stringify([...JSON.parse(sessionStorage.getItem(REFUSED) || '[]'), (what ? what + ': ' : '') + r.error]));
          refusals();
        } else disk('on disk');
      }
    } finally {
      this.flushing = false;
    }
  }

  /** @param {string} act @param {any} body @returns {Promise<Reply|null>} null where the desk did not answer */
  async send(act, body) {
    try {
      const r = await fetch('/do/' + act, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});
      if (r.status === 401) return {error: 'This browser is not let in any more: open a new link from the terminal.', status: 401};
      const reply = await r.json();
      reply.status = r.status;
      return reply;
    } catch {
      return null;
    }
  }

  /**
   * Does one thing. What can be asked for again is kept while the desk is gone.
   * @param {string} act @param {any} body
   * @param {(r: Reply) => string} [told] says what was done better than the desk can
   * @returns {Promise<Reply>}
   */
  async post(act, body, told = (r) => r.said || '') {
    this.busy++;
    disk('writing');
    const r = this.here && !this.waiting.length ? await this.send(act, body) : null;
    this.busy--;
    if (r === null) {
      disk('');
      if (this.here && !this.waiting.length) this.lost();
      const last = this.waiting[this.waiting.length - 1];
      if (act === 'undo' && !this.here && last?.act === 'code') { // it is nowhere but here
        this.waiting.pop();
        this.keep();
        this.o.drop?.(last.act, last.body);
        say('Taken back, before it was written.');
        return {error: 'gone'};
      }
      if (!SAFE.has(act)) {
        say('The desk does not answer; nothing was done.', true);
        return {error: 'gone'};
      }
      this.waiting.push({act, body, what: this.o.name?.(act, body) || ''});
      this.keep();
      if (this.here) this.flush(); // others wait before it
      else say('Kept on this page until the desk is back.', true);
      return {};
    }
    if (r.error) {
      disk('');
      say(r.error, true);
    } else {
      if (!this.busy) disk('on disk');
      const what = told(r);
      if (what) say(what, false, r.where);
    }
    return r;
  }
}

/** @param {string} id */
export const $ = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} where @returns {boolean} whether it is this page */
export const isHere = (where) => new URL(where, location.href).pathname === location.pathname;

/** @param {string} text @param {boolean} [wrong] @param {string} [where] says what happened, to eyes and to screen readers */
export function say(text, wrong = false, where = '') {
  const p = $('said');
  p.className = wrong ? 'wrong' : '';
  p.textContent = text;
  if (where && !isHere(where)) {
    const a = document.createElement('a');
    a.href = where;
    a.textContent = 'go there';
    p.append(' ', a);
  }
}

/** @param {string} text */
export function disk(text) { $('disk').textContent = text; }

/** @param {boolean} is @param {boolean} [out] the desk is there, and does not know this browser */
function gone(is, out = false) {
  $('gone').hidden = !is;
  const [away, unknown] = /** @type {HTMLElement[]} */ ([...$('gone').children]);
  away.hidden = out;
  unknown.hidden = !out;
  document.body.classList.toggle('offline', is);
  if (!is) say('The desk is back.');
}

/** Says what was kept and could not be written, until somebody has read it, also after a reload. */
function refusals() {
  const all = JSON.parse(sessionStorage.getItem(REFUSED) || '[]');
  const box = $('refused');
  box.hidden = !all.length;
  /** @type {HTMLElement} */ (box.querySelector('ul')).replaceChildren(...all.map((/** @type {string} */ text) => {
    const li = document.createElement('li');
    li.textContent = text;
    return li;
  }));
  /** @type {HTMLElement} */ (box.querySelector('button')).onclick = () => {
    sessionStorage.removeItem(REFUSED);
    box.hidden = true;
  };
}

/** @param {Server} server wires the buttons that every page has */
export function undoing(server) {
  document.querySelector('.top nav [aria-current]')?.scrollIntoView({inline: 'center', block: 'nearest'}); // on a phone the pages scroll
  $('undo').onclick = () => server.post('undo', {});
  $('redo').onclick = () => server.post('redo', {});
}
