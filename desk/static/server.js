// The page's line to the desk: what it does, what it hears, and what it keeps while
// the desk is gone.

/** @typedef {{id?: string, said?: string, where?: string, error?: string, status?: number}} Reply */

const KEPT = 'kith-waiting';
const SILENCE = 25000; // the desk gives a beat every 10 s

/** Acts that may be asked for twice, because the second time changes nothing. */
const SAFE = new Set(['code', 'edit', 'remove', 'read', 'edit-code', 'edit-memo', 'give', 'take', 'settle', 'edit-theme', 'link-theme', 'judge-theme', 'place-theme']);

export class Server {
  /** @param {{document?: string, question?: string, sent?: string, hear: (event: string, data: any) => void}} o */
  constructor(o) {
    this.o = o;
    this.here = true;
    /** @type {{act: string, body: any}[]} what waits for the desk to come back */
    this.waiting = JSON.parse(sessionStorage.getItem(KEPT) || '[]');
    this.busy = 0;
    this.heard = Date.now();
    /** @type {EventSource|null} */
    this.source = null;
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
    this.again = setTimeout(() => this.listen(), 400);
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
        const {act, body} = this.waiting[0];
        const r = await this.send(act, body);
        if (r === null) {
          this.lost();
          return;
        }
        this.waiting.shift();
        this.keep();
        if (r.error) say(r.error, true);
        else disk('on disk');
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
      if (!SAFE.has(act)) {
        say('The desk does not answer; nothing was done.', true);
        return {error: 'gone'};
      }
      this.waiting.push({act, body});
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

/** @param {boolean} is */
function gone(is) {
  $('gone').hidden = !is;
  document.body.classList.toggle('offline', is);
  if (!is) say('The desk is back.');
}

/** @param {Server} server wires the buttons that every page has */
export function undoing(server) {
  document.querySelector('.top nav [aria-current]')?.scrollIntoView({inline: 'center', block: 'nearest'}); // on a phone the pages scroll
  $('undo').onclick = () => server.post('undo', {});
  $('redo').onclick = () => server.post('redo', {});
}
