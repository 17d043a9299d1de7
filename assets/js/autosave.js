// Each field of form[data-save] saves itself: POST {data-save} {field, value, base} → {saved_at, version}, or 409
// {theirs, by, version}. The queue (autosave-queue.js) holds what is not saved; it is sent after a rest of 1.5 s, at the
// latest 8 s after the first change, at once on leaving a field, and again when the network or the session is back.
import { send } from './net.js';
import { say, timeOfDay } from './words.js';
import { controlsOf, isSaved, readField, same, setVersion, versionOf, writeField } from './field.js';
import { backoff, drop, hold, openStore, outcome, put, queueKey, resolve, sendable, settle } from './autosave-queue.js';
import { showConflict } from './conflict.js';

const REST = 1500;
const LATEST = 8000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.document = form.ownerDocument;
    this.url = form.dataset.save;
    this.store = openStore(window.localStorage, queueKey(form.dataset.owner || '', this.url));
    this.queue = this.store.load();
    this.elsewhere = {};
    this.settled = {}; // what the server is known to hold, so that leaving a field does not send it again
    this.failures = 0;
    this.trouble = '';
    this.sending = null;
    this.timer = 0;
  }

  start() {
    this.restore();
    this.catchUp();
    this.form.addEventListener('input', (event) => this.changed(event.target, false));
    this.form.addEventListener('change', (event) => this.changed(event.target, true));
    this.form.addEventListener('submit', (event) => this.submit(event));
    window.addEventListener('online', () => this.flush());
    window.addEventListener('storage', () => this.lookElsewhere());
    this.document.addEventListener('kx:signed-in', () => { this.trouble = ''; this.flush(); });
    this.document.addEventListener('visibilitychange', () => { if (this.document.hidden) this.flush(); });
    window.addEventListener('beforeunload', (event) => this.leave(event));
    this.flush();
  }

  /** What an earlier visit could not save comes back into the fields and goes out again. */
  restore() {
    for (const field of Object.keys(this.queue)) {
      const entry = this.queue[field];
      const now = readField(this.form, field);
      if (now === undefined) continue; // of another section of the same form: sent, not shown
      if (same(now, entry.value)) {
        this.keep(drop(this.queue, field));
      } else {
        writeField(this.form, field, entry.value);
        this.keep({ ...this.queue, [field]: { ...entry, hold: undefined } });
        this.mark(field, 'waiting', 'save_restored');
      }
    }
  }

  /** What was typed while this script was still on its way. */
  catchUp() {
    for (const control of this.form.elements) {
      if (isSaved(control) && control.defaultValue !== undefined && !['radio', 'checkbox'].includes(control.type)
        && control.value !== control.defaultValue && !this.queue[control.name]) this.changed(control, false);
    }
  }

  changed(control, now) {
    if (!isSaved(control)) return;
    const field = control.name;
    const value = readField(this.form, field);
    const entry = this.queue[field];
    const known = entry ? entry.value : (now ? this.settled[field] : undefined);
    if (known === undefined || !same(known, value)) {
      if (!this.keep(put(this.queue, field, value, versionOf(this.form, field), Date.now()))) this.banner('save_full', {});
      this.mark(field, 'waiting', 'save_waiting');
    }
    clearTimeout(this.timer);
    if (now) { this.flush(); return; }
    const [oldest] = sendable(this.queue);
    const waited = oldest ? Date.now() - this.queue[oldest].at : 0;
    this.timer = setTimeout(() => this.flush(), Math.max(0, Math.min(REST, LATEST - waited)));
  }

  keep(queue) {
    this.queue = queue;
    return this.store.save({ ...this.elsewhere, ...queue });
  }

  /** Another window on the same form has its own unsaved fields: kept in the store, sent by that window. */
  lookElsewhere() {
    this.elsewhere = this.store.load();
    for (const field of Object.keys(this.queue)) delete this.elsewhere[field];
  }

  /** The unsaved fields that this page shows. */
  pending() {
    return Object.keys(this.queue).filter((field) => controlsOf(this.form, field).length > 0);
  }

  /** Sends everything that may be sent, one field after the other; resolves when done or stopped. */
  flush() {
    clearTimeout(this.timer);
    if (!this.sending) {
      this.sending = this.sendAll().then(() => { this.sending = null; this.summarise(); });
    }
    return this.sending;
  }

  async sendAll() {
    for (let fields = sendable(this.queue); fields.length > 0; fields = sendable(this.queue)) {
      const [field] = fields;
      const { value, base } = this.queue[field];
      this.mark(field, 'waiting', 'save_sending');
      const answer = await send(this.document, 'POST', this.url, { json: { field, value, base } });
      if (!this.take(field, value, outcome(answer.status, answer.body, value))) return;
    }
  }

  /** Acts on an answer; false when sending must stop for now. */
  take(field, sent, result) {
    if (result.kind === 'saved') {
      this.failures = 0;
      this.trouble = '';
      setVersion(this.form, field, result.version);
      this.settled[field] = sent;
      this.keep(settle(this.queue, field, sent, result.version));
      this.savedAt = timeOfDay(result.at);
      this.document.dispatchEvent(new CustomEvent('kx:saved', { detail: { field } }));
      if (!this.queue[field]) this.mark(field, 'saved', 'save_done', { time: this.savedAt });
    } else if (result.kind === 'conflict') {
      this.keep(hold(this.queue, field, 'conflict'));
      this.mark(field, 'offline', 'save_conflict', { by: result.by });
      this.ask(field, sent, result);
    } else if (result.kind === 'refused') {
      this.keep(hold(this.queue, field, 'refused'));
      this.mark(field, 'refused', result.message ? 'save_refused' : 'save_refused_plain', { why: result.message });
    } else {
      this.trouble = result.kind;
      const words = result.kind === 'signed_out' ? 'save_signed_out' : 'save_offline';
      for (const waiting of sendable(this.queue)) this.mark(waiting, 'offline', words);
      if (result.kind === 'signed_out') this.document.dispatchEvent(new CustomEvent('kx:signed-out'));
      else { this.failures += 1; this.timer = setTimeout(() => this.flush(), backoff(this.failures) * 1000); }
      return false;
    }
    return true;
  }

  ask(field, mine, { theirs, by, version }) {
    const [control] = controlsOf(this.form, field);
    if (!control) return;
    const long = control.tagName === 'TEXTAREA';
    // What the person typed on while the request was under way is theirs to keep, not what was sent.
    const current = this.queue[field] ? this.queue[field].value : mine;
    showConflict(this.document, control, { mine: current, theirs, by, long }, (value) => {
      writeField(this.form, field, value);
      setVersion(this.form, field, version);
      if (same(value, theirs)) {
        this.settled[field] = theirs;
        this.keep(drop(this.queue, field));
        this.mark(field, 'saved', 'save_theirs', { by });
        this.summarise();
      } else {
        this.keep(resolve(this.queue, field, value, version, Date.now()));
        this.flush();
      }
    });
  }

  /** The words beside one field. */
  mark(field, state, key, params) {
    const place = this.document.querySelector(`[data-saved-for="${field}"]`);
    if (place) { place.dataset.state = state; place.textContent = say(this.document, key, params || {}); }
    this.summarise();
  }

  /** The words for the whole form, and the banner while something is really unsaved. */
  summarise() {
    const n = this.pending().length;
    const place = this.document.querySelector('[data-saved-all]');
    const stuck = n > 0 && (this.trouble !== '' || this.pending().some((field) => this.queue[field].hold));
    if (place && (n > 0 || this.savedAt)) {
      place.dataset.state = n === 0 ? 'saved' : 'waiting';
      place.textContent = n === 0 ? say(this.document, 'save_all_done', { time: this.savedAt }) : say(this.document, 'save_all_waiting', { n });
    }
    if (!stuck) this.banner('', {});
    else if (this.trouble) this.banner(this.trouble === 'signed_out' ? 'unsaved_signed_out' : 'unsaved_offline', { n });
    else this.banner('unsaved_held', { n });
  }

  banner(key, params) {
    let place = this.document.querySelector('[data-unsaved]');
    if (!place) {
      place = this.document.createElement('div');
      place.className = 'kx-unsaved';
      place.dataset.unsaved = '';
      place.setAttribute('role', 'status');
      this.form.before(place);
    }
    const words = key ? say(this.document, key, params) : '';
    if (place.textContent !== words) place.textContent = words;
    place.hidden = !key;
  }

  /** A submit waits for the queue, at most 5 s; what cannot be saved by then travels with the form itself. */
  submit(event) {
    if (this.leaving || sendable(this.queue).length === 0) { this.leaving = true; return; }
    event.preventDefault();
    const button = event.submitter;
    const patience = new Promise((done) => { setTimeout(done, 5000); });
    Promise.race([this.flush(), patience]).then(() => {
      this.leaving = true;
      this.form.requestSubmit(button || undefined);
    });
  }

  leave(event) {
    if (this.leaving || this.pending().length === 0) return;
    this.flush();
    event.preventDefault();
    event.returnValue = '';
  }
}

export function start(document) {
  for (const form of document.querySelectorAll('form[data-save]')) {
    const autosave = new Autosave(form);
    form.autosave = autosave;
    autosave.start();
  }
}
