// Resumable upload behind form[data-upload]; without script the form posts its file as plain multipart.
//   POST {data-upload} {name, size, type, field}   → {url, offset, chunk}          a place to put it
//   PUT  {url}  Upload-Offset: n, body             → {offset}, or 409 {offset}      as often as needed
//   GET  {url}                                     → {offset}                       where to go on after a loss
//   POST {url}/finish {sha256}                     → {file: {name, size, url, by, at}, duplicate_of}
// The list of files is [data-list]; after a file is in, the page hears kx:uploaded with the answer.
import { send } from './net.js';
import { say } from './words.js';
import { backoff } from './autosave-queue.js';
import { fileRow } from './file-row.js';

const HASHED = 64 * 1024 * 1024;
const CHUNK = 4 * 1024 * 1024;

/** The next piece of a file: [from, to), or null when all is sent. */
export function nextPiece(size, offset, chunk) {
  return offset >= size ? null : [offset, Math.min(size, offset + (chunk > 0 ? chunk : CHUNK))];
}

/** Why a file cannot be taken before anything is sent, as the key of a sentence; null when it can. */
export function refusal(file, { maxBytes, accept }) {
  if (file.size === 0) return 'up_empty';
  if (maxBytes && file.size > maxBytes) return 'up_large';
  const kinds = (accept || '').toLowerCase().split(',').map((kind) => kind.trim()).filter((kind) => kind.startsWith('.'));
  if (kinds.length && !kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) return 'up_kind';
  return null;
}

export function hex(buffer) {
  return Array.from(new Uint8Array(buffer)).map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** SHA-256 of a file where the browser can compute it (secure page, not too large for memory); the server does in any case. */
async function sha256(file) {
  if (!window.crypto || !window.crypto.subtle || file.size > HASHED) return null;
  return hex(await window.crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
}

const resumeKey = (url, file) => `kx.upload:${url}:${file.name}:${file.size}:${file.lastModified}`;

function remember(key, url) {
  try {
    if (url) window.localStorage.setItem(key, url);
    else window.localStorage.removeItem(key);
  } catch (full) { /* then a broken upload starts anew */ }
}

class Upload {
  constructor(document, form, file, row) {
    this.document = document;
    this.form = form;
    this.file = file;
    this.row = row;
    this.paused = false;
    this.failures = 0;
  }

  /** From the first request to the last; resolves to the server's answer or null. */
  async run() {
    const place = await this.place();
    if (!place) return null;
    let { offset } = place;
    const began = { at: Date.now(), offset };
    for (let piece = nextPiece(this.file.size, offset, place.chunk); piece; piece = nextPiece(this.file.size, offset, place.chunk)) {
      await this.whilePaused();
      if (this.cancelled) return null;
      this.row.progress(offset, this.file.size, (Date.now() - began.at) / Math.max(1, offset - began.offset));
      const answer = await send(this.document, 'PUT', place.url, {
        body: this.file.slice(piece[0], piece[1]),
        headers: { 'Upload-Offset': String(piece[0]), 'Content-Type': 'application/octet-stream' },
      });
      if ((answer.status >= 200 && answer.status < 300) || answer.status === 409) {
        this.failures = 0;
        offset = Number(answer.body.offset);
        if (!Number.isFinite(offset)) return this.fail('');
      } else if (this.hopeless(answer.status)) {
        return this.fail(answer.body.message);
      } else {
        await this.patience();
        const known = await send(this.document, 'GET', place.url);
        if (known.status === 200) offset = Number(known.body.offset);
        else if (this.hopeless(known.status)) return this.fail(known.body.message);
      }
    }
    return this.finish(place.url);
  }

  /** Where to put it: the place of an upload that broke off, or a new one. */
  async place() {
    const key = resumeKey(this.form.dataset.upload, this.file);
    let old = null;
    try { old = window.localStorage.getItem(key); } catch (closed) { old = null; }
    if (old) {
      const known = await send(this.document, 'GET', old);
      if (known.status === 200) return { url: old, offset: Number(known.body.offset), chunk: known.body.chunk };
    }
    for (;;) {
      const { status, body } = await send(this.document, 'POST', this.form.dataset.upload, {
        json: { name: this.file.name, size: this.file.size, type: this.file.type, field: this.form.dataset.field || '' },
      });
      if (status >= 200 && status < 300) {
        remember(key, body.url);
        return { url: body.url, offset: Number(body.offset) || 0, chunk: body.chunk };
      }
      if (this.cancelled || this.hopeless(status)) return this.fail(body.message);
      await this.patience();
    }
  }

  async finish(url) {
    this.row.say('up_checking', {});
    const digest = await sha256(this.file);
    for (;;) {
      const { status, body } = await send(this.document, 'POST', `${url}/finish`, { json: { sha256: digest } });
      if (status >= 200 && status < 300) {
        remember(resumeKey(this.form.dataset.upload, this.file), null);
        return body;
      }
      if (this.hopeless(status)) { remember(resumeKey(this.form.dataset.upload, this.file), null); return this.fail(body.message); }
      await this.patience();
    }
  }

  /** An answer that will not change by waiting. Signed out (401) is waited for: the overlay asks. */
  hopeless(status) {
    if (status === 401) this.document.dispatchEvent(new CustomEvent('kx:signed-out'));
    return status >= 400 && status < 500 && ![401, 408, 409, 425, 429].includes(status);
  }

  async patience() {
    this.failures += 1;
    this.row.say('up_waiting', {});
    await new Promise((done) => {
      const timer = setTimeout(done, backoff(this.failures) * 1000);
      const early = () => { clearTimeout(timer); done(); };
      window.addEventListener('online', early, { once: true });
      this.document.addEventListener('kx:signed-in', early, { once: true });
    });
  }

  async whilePaused() {
    while (this.paused && !this.cancelled) await new Promise((done) => { this.wake = done; });
  }

  toggle() {
    this.paused = !this.paused;
    this.row.paused(this.paused);
    if (!this.paused && this.wake) this.wake();
  }

  fail(message) {
    this.row.fail(message ? 'up_refused' : 'up_failed', { why: message });
    return null;
  }
}

/** The file field of an upload form; it may stand elsewhere on the page and name its form. */
function fileField(form) {
  return Array.from(form.elements).find((control) => control.type === 'file');
}

async function takeFile(document, form, list, file) {
  const row = fileRow(document, list, file);
  const why = refusal(file, { maxBytes: Number(form.dataset.maxBytes), accept: fileField(form).accept });
  if (why) { row.fail(why, {}); return; }
  const upload = new Upload(document, form, file, row);
  row.onToggle(() => upload.toggle());
  const answer = await upload.run();
  if (!answer) return;
  row.done(answer);
  form.dispatchEvent(new CustomEvent('kx:uploaded', { bubbles: true, detail: answer }));
}

export function start(document) {
  for (const form of document.querySelectorAll('form[data-upload]')) {
    const input = fileField(form);
    const list = document.getElementById(form.dataset.list);
    if (!input || !list) continue;
    const takeAll = async (files) => { for (const file of files) await takeFile(document, form, list, file); };
    const take = () => { takeAll(Array.from(input.files)); input.value = ''; };
    input.addEventListener('change', take);
    form.addEventListener('submit', (event) => { event.preventDefault(); if (input.files.length) take(); else input.focus(); });
    const zone = input.closest('.kx-drop') || form;
    zone.addEventListener('dragover', (event) => { event.preventDefault(); zone.classList.add('is-over'); });
    zone.addEventListener('dragleave', () => zone.classList.remove('is-over'));
    zone.addEventListener('drop', (event) => {
      event.preventDefault();
      zone.classList.remove('is-over');
      takeAll(Array.from(event.dataTransfer.files));
    });
  }
}
