// The matrix of a plan from the keyboard and by dragging. Every cell is a link that works without script; here arrows move,
// Space gives or takes, L locks, X forbids, M picks up and puts down. Each change is one post of the hidden form.

const KEYS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** What a key does to a pair that stands like this; empty where it does nothing. */
export function step(key, is) {
  if (key === ' ') return { given: 'take', free: 'give' }[is] || '';
  if (key === 'l') return { given: 'lock', free: 'lock', locked: 'free' }[is] || '';
  if (key === 'x') return { given: 'forbid', free: 'forbid', locked: 'forbid', forbidden: 'free' }[is] || '';
  return '';
}

export function start(document) {
  const table = document.querySelector('table[data-plan]');
  const form = document.querySelector('form[data-plan-form]');
  if (!form) return;
  document.querySelector('[data-plan-keys]').hidden = false;
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll('[data-pair]')]);
  let held = null;

  const send = (what, pair, to = '') => {
    form.elements.what.value = what;
    form.elements.pair.value = pair;
    form.elements.to.value = to;
    form.submit();
  };
  const expert = (cell) => cell.dataset.pair.split('/')[1];
  const drop = (cell, onto) => {
    const same = cell.dataset.pair.split('/')[0] === onto.dataset.pair.split('/')[0];
    if (same && cell !== onto && onto.dataset.is === 'free') send('move', cell.dataset.pair, expert(onto));
  };
  const hold = (cell) => {
    if (held) held.classList.remove('is-held');
    held = cell;
    if (held) held.classList.add('is-held');
  };

  table.addEventListener('keydown', (event) => {
    const cell = event.target.closest('[data-pair]');
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const y = rows.findIndex((row) => row.includes(cell));
    const x = rows[y].indexOf(cell);
    if (KEYS[event.key]) {
      const [down, right] = KEYS[event.key];
      if (held && down) return;
      const next = (rows[y + down] || [])[x + right];
      if (next) next.focus();
      event.preventDefault();
      return;
    }
    const key = event.key.toLowerCase();
    if (key === 'escape') return hold(null);
    if (key === 'm') {
      event.preventDefault();
      if (held) return held === cell ? hold(null) : drop(held, cell);
      return cell.dataset.is === 'given' ? hold(cell) : undefined;
    }
    const what = step(key, cell.dataset.is);
    if (what || key === ' ') event.preventDefault();
    if (what) send(what, cell.dataset.pair);
  });

  for (const cell of rows.flat()) {
    cell.draggable = cell.dataset.is === 'given';
    cell.addEventListener('dragstart', () => hold(cell));
    cell.addEventListener('dragend', () => hold(null));
    cell.addEventListener('dragover', (event) => held && cell.dataset.is === 'free' && event.preventDefault());
    cell.addEventListener('drop', (event) => {
      event.preventDefault();
      if (held) drop(held, cell);
    });
  }
  const here = table.querySelector('[aria-current]');
  if (here && !document.querySelector('[data-errors]')) here.focus({ preventScroll: true });
}
