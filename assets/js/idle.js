// The session ends after so long without a sign of life: <body data-idle-seconds="1800" data-warn-seconds="300"
// data-session="/session">. Before that a bar ([data-idle]) offers to stay; after it an overlay ([data-overlay]) asks to
// sign in again over the page, which stays as it is. Signs of life are shared between windows.
//   GET {data-session} → 200 {csrf} or 401           POST the overlay's form → 200 {csrf} or {needs: "totp"}, 401 {message}
import { send, setCsrfToken } from './net.js';
import { say } from './words.js';

const SHARED = 'kx.active';

/** active, warn or over; and the seconds left. */
export function idleState(now, last, idleSeconds, warnSeconds) {
  const left = Math.ceil(idleSeconds - (now - last) / 1000);
  return { state: left <= 0 ? 'over' : left <= warnSeconds ? 'warn' : 'active', left: Math.max(0, left) };
}

class Idle {
  constructor(document) {
    this.document = document;
    this.body = document.body;
    this.idle = Number(this.body.dataset.idleSeconds);
    this.warn = Number(this.body.dataset.warnSeconds) || Math.min(300, this.idle / 3);
    this.bar = document.querySelector('[data-idle]');
    this.overlay = document.querySelector('[data-overlay]');
    this.told = Date.now();
    this.last = Date.now();
  }

  start() {
    for (const kind of ['keydown', 'pointerdown', 'scroll', 'input']) {
      this.document.addEventListener(kind, () => this.alive(), { passive: true, capture: true });
    }
    window.addEventListener('storage', (event) => { if (event.key === SHARED) this.last = Math.max(this.last, Number(event.newValue) || 0); });
    this.document.addEventListener('kx:signed-out', () => this.open());
    if (this.bar) this.bar.querySelector('button').addEventListener('click', () => this.stay());
    if (this.overlay) {
      this.overlay.querySelector('form').addEventListener('submit', (event) => { event.preventDefault(); this.signIn(event.target); });
      this.overlay.addEventListener('keydown', (event) => this.trap(event));
    }
    this.alive();
    setInterval(() => this.look(), Math.min(5000, this.warn * 250));
  }

  /** The person did something. The server hears of it now and then, because reading sends nothing. */
  alive() {
    const now = Date.now();
    if (this.open_ || idleState(now, this.last, this.idle, this.warn).state !== 'active') return;
    if (now - this.last > 2000) {
      try { window.localStorage.setItem(SHARED, String(now)); } catch (closed) { /* this window alone then */ }
    }
    this.last = now;
    if (now - this.told > (this.idle * 1000) / 3) this.stay();
  }

  look() {
    const { state, left } = idleState(Date.now(), this.last, this.idle, this.warn);
    if (this.bar) {
      this.bar.hidden = state !== 'warn' || Boolean(this.open_);
      const words = say(this.document, 'idle_warn', { m: Math.ceil(left / 60) });
      const place = this.bar.querySelector('[data-idle-words]');
      if (state === 'warn' && place.textContent !== words) place.textContent = words;
    }
    if (state === 'over' && !this.open_) this.check();
  }

  /** Over by our clock; the server has the last word: another window may have kept the session. */
  async check() {
    const { status } = await send(this.document, 'GET', this.body.dataset.session);
    if (status === 401) this.open();
    if (status === 200) { this.last = Date.now(); this.told = this.last; }
  }

  async stay() {
    this.told = Date.now();
    const { status, body } = await send(this.document, 'GET', this.body.dataset.session);
    if (status === 401) { this.open(); return; }
    if (status === 200) {
      setCsrfToken(this.document, body.csrf);
      this.last = Date.now();
      if (this.bar) this.bar.hidden = true;
    }
  }

  open() {
    if (!this.overlay || this.open_) return;
    this.open_ = true;
    this.before = this.document.activeElement;
    if (this.bar) this.bar.hidden = true;
    for (const other of this.body.children) {
      if (other !== this.overlay) { other.dataset.kxHidden = other.getAttribute('aria-hidden') || ''; other.setAttribute('aria-hidden', 'true'); }
    }
    this.overlay.hidden = false;
    this.overlay.querySelector('input:not([type="hidden"]), button').focus();
  }

  close() {
    this.open_ = false;
    this.overlay.hidden = true;
    for (const other of this.body.children) {
      if (other.dataset.kxHidden === undefined) continue;
      if (other.dataset.kxHidden) other.setAttribute('aria-hidden', other.dataset.kxHidden);
      else other.removeAttribute('aria-hidden');
      delete other.dataset.kxHidden;
    }
    this.last = Date.now();
    this.told = this.last;
    if (this.before && this.before.focus) this.before.focus();
    this.document.dispatchEvent(new CustomEvent('kx:signed-in'));
  }

  async signIn(form) {
    const place = form.querySelector('[data-overlay-words]');
    place.textContent = say(this.document, 'resign_sending', {});
    const { status, body } = await send(this.document, 'POST', form.getAttribute('action'), {
      body: new URLSearchParams(new FormData(form)),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    place.textContent = '';
    if (status === 200 && body.needs) {
      const more = form.querySelector(`[data-needs="${body.needs}"]`);
      if (more) { more.hidden = false; more.querySelector('input').focus(); }
    } else if (status === 200) {
      setCsrfToken(this.document, body.csrf);
      form.reset();
      this.close();
    } else {
      place.textContent = status === 0 ? say(this.document, 'resign_offline', {}) : body.message || say(this.document, 'resign_wrong', {});
    }
  }

  /** Focus stays in the overlay (`inert` is too new for the baseline). */
  trap(event) {
    if (event.key !== 'Tab') return;
    const places = Array.from(this.overlay.querySelectorAll('a[href], button, input:not([type="hidden"])')).filter((place) => place.offsetParent !== null && !place.disabled);
    const edge = event.shiftKey ? places[0] : places[places.length - 1];
    if (this.document.activeElement === edge) {
      event.preventDefault();
      (event.shiftKey ? places[places.length - 1] : places[0]).focus();
    }
  }
}

export function start(document) {
  new Idle(document).start();
}
