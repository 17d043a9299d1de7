// Keys and selection in a long list ([data-queue] around the table, the search and the bulk bar).
//   j k next and previous row · enter opens · x chooses · / search · Esc leaves the search
// Each row is tr[data-id] with a link; checkboxes are named by the page. Remembered per list and tab: the row one was at,
// and the choice across pages. <html data-keys="off"> turns the letters off.
import { say } from './words.js';

/** The place after a step, kept within the list; from nowhere to the first. */
export function step(at, by, length) {
  if (length === 0) return -1;
  if (at < 0) return 0;
  return Math.min(length - 1, Math.max(0, at + by));
}

/** What a key means, or null. */
export function meaning({ key, ctrlKey, metaKey, altKey, typing }) {
  if (ctrlKey || metaKey || altKey) return null;
  if (typing) return key === 'Escape' ? 'leave' : null;
  return { j: 'next', k: 'previous', x: 'choose', '/': 'search' }[key] || null;
}

/** A choice of ids with one added or taken away. */
export function toggled(chosen, id, yes) {
  const rest = chosen.filter((other) => other !== id);
  return yes ? rest.concat(id) : rest;
}

const listKey = (location, name) => {
  const query = new URLSearchParams(location.search);
  query.delete('page');
  query.sort();
  return `kx.${name}:${location.pathname}?${query}`;
};

class Queue {
  constructor(root) {
    this.root = root;
    this.document = root.ownerDocument;
    this.rows = Array.from(root.querySelectorAll('tbody tr[data-id]'));
    this.bulk = root.querySelector('[data-bulk]');
    this.all = root.querySelector('[data-choose-all]');
    this.chosen = this.recall('chosen') || [];
    this.at = this.rows.findIndex((row) => row.dataset.id === this.recall('at'));
    this.lastChecked = -1;
  }

  start() {
    this.document.addEventListener('keydown', (event) => this.key(event));
    this.root.addEventListener('change', (event) => this.change(event));
    this.root.addEventListener('click', (event) => { this.shift = event.shiftKey; });
    this.root.addEventListener('focusin', (event) => this.arrive(event.target.closest('tr[data-id]')));
    if (this.bulk) {
      const clear = this.bulk.querySelector('[data-clear]');
      if (clear) clear.addEventListener('click', (event) => { event.preventDefault(); this.choose([]); });
      this.form = this.bulk.closest('form') || this.root.closest('form') || this.root.querySelector('form[data-bulk-form]');
      if (this.form) this.form.addEventListener('submit', (event) => this.submit(event));
    }
    this.choose(this.chosen);
    if (this.at >= 0) this.rows[this.at].classList.add('is-here');
  }

  recall(name) {
    try { return JSON.parse(window.sessionStorage.getItem(listKey(this.document.location, name))); } catch (none) { return null; }
  }

  remember(name, value) {
    try { window.sessionStorage.setItem(listKey(this.document.location, name), JSON.stringify(value)); } catch (full) { /* not remembered */ }
  }

  key(event) {
    if (this.document.documentElement.dataset.keys === 'off') return;
    const typing = Boolean(event.target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable="true"]'));
    const meant = meaning({ key: event.key, ctrlKey: event.ctrlKey, metaKey: event.metaKey, altKey: event.altKey, typing });
    if (!meant) return;
    if (meant === 'leave') { if (event.target.matches('[data-search]')) event.target.blur(); return; }
    event.preventDefault();
    if (meant === 'search') { const box = this.document.querySelector('[data-search]'); if (box) { box.focus(); box.select(); } }
    if (meant === 'next') this.go(1);
    if (meant === 'previous') this.go(-1);
    if (meant === 'choose' && this.at >= 0) {
      const box = this.boxOf(this.rows[this.at]);
      if (box) { this.shift = false; box.checked = !box.checked; box.dispatchEvent(new Event('change', { bubbles: true })); }
    }
  }

  go(by) {
    const to = step(this.at, by, this.rows.length);
    if (to < 0) return;
    const link = this.rows[to].querySelector('a[href]');
    if (link) link.focus();
    else this.arrive(this.rows[to]);
    this.rows[to].scrollIntoView({ block: 'nearest' });
  }

  arrive(row) {
    if (!row) return;
    for (const other of this.rows) other.classList.toggle('is-here', other === row);
    this.at = this.rows.indexOf(row);
    this.remember('at', row.dataset.id);
  }

  boxOf(row) {
    return row.querySelector('input[type="checkbox"][data-choose]');
  }

  change(event) {
    if (event.target === this.all) {
      const ids = this.rows.map((row) => row.dataset.id);
      const others = this.chosen.filter((id) => !ids.includes(id));
      this.choose(this.all.checked ? others.concat(ids) : others);
    } else if (event.target.matches('[data-choose]')) {
      const here = this.rows.indexOf(event.target.closest('tr[data-id]'));
      const from = this.shift && this.lastChecked >= 0 ? Math.min(this.lastChecked, here) : here;
      const to = this.shift && this.lastChecked >= 0 ? Math.max(this.lastChecked, here) : here;
      let chosen = this.chosen;
      for (let at = from; at <= to; at += 1) chosen = toggled(chosen, this.rows[at].dataset.id, event.target.checked);
      this.lastChecked = here;
      this.choose(chosen);
    }
  }

  /** Shows a choice: boxes, rows, and the bar that says what it will act on. */
  choose(chosen) {
    this.chosen = chosen;
    this.remember('chosen', chosen);
    let here = 0;
    for (const row of this.rows) {
      const yes = chosen.includes(row.dataset.id);
      const box = this.boxOf(row);
      if (box) box.checked = yes;
      row.classList.toggle('is-chosen', yes);
      here += yes ? 1 : 0;
    }
    if (this.all) {
      this.all.checked = here > 0 && here === this.rows.length;
      this.all.indeterminate = here > 0 && here < this.rows.length;
    }
    if (!this.bulk) return;
    this.bulk.hidden = chosen.length === 0;
    const words = this.bulk.querySelector('[data-bulk-words]');
    const other = chosen.length - here;
    words.textContent = say(this.document, other > 0 ? 'queue_chosen_other' : 'queue_chosen', { n: chosen.length, other });
  }

  /** What was chosen on other pages of the list travels with the form. */
  submit() {
    for (const old of this.form.querySelectorAll('input[data-elsewhere]')) old.remove();
    const [sample] = this.rows.map((row) => this.boxOf(row)).filter(Boolean);
    const here = this.rows.map((row) => row.dataset.id);
    for (const id of this.chosen.filter((one) => !here.includes(one))) {
      const input = this.document.createElement('input');
      input.type = 'hidden';
      input.name = sample ? sample.name : 'id';
      input.value = id;
      input.dataset.elsewhere = '';
      this.form.append(input);
    }
    this.remember('chosen', []);
  }
}

export function start(document) {
  for (const root of document.querySelectorAll('[data-queue]')) new Queue(root).start();
}
