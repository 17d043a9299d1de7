// Live totals of a budget grid (category by source), in 万元, 元 and 大写; and what is out of balance.
//   <table data-budget data-limit-col="grant" data-max="2" data-min="1" data-balance-with="other-table">
//   inputs carry data-row and data-col; cells data-sum="row:meeting | col:grant | all";
//   [data-totals-for=ID] holds data-total and data-total-long, [data-balance-for=ID] the verdict.
// The server computes the same and decides.
import { capitals, parseAmount, wan, wanFixed, yuan } from './money.js';
import { say } from './words.js';

/** Sums of cells {row, col, text} by row, column and over all. A cell that cannot be read makes its sums null. */
export function sums(cells) {
  const totals = { all: 0 };
  for (const { row, col, text } of cells) {
    const read = text.trim() === '' ? { fen: 0 } : parseAmount(text, '万元');
    for (const key of [`row:${row}`, `col:${col}`, 'all']) {
      const before = totals[key] === undefined ? 0 : totals[key];
      totals[key] = read.error || before === null ? null : before + read.fen;
    }
  }
  return totals;
}

/** What is wrong with the totals, as the key of a sentence and its amounts; null when nothing is. */
export function verdict(totals, { limitCol, max, min, other }) {
  if (totals.all === null) return { key: 'budget_unread', params: {} };
  const asked = limitCol ? totals[`col:${limitCol}`] || 0 : totals.all;
  if (max !== undefined && asked > max) return { key: 'budget_over', params: { sum: wan(asked), max: wan(max), over: wan(asked - max) } };
  if (min !== undefined && asked > 0 && asked < min) return { key: 'budget_under', params: { sum: wan(asked), min: wan(min), more: wan(min - asked) } };
  if (other !== undefined && other !== null && other !== totals.all) {
    return { key: 'budget_unbalanced', params: { sum: wan(totals.all), other: wan(other), gap: wan(Math.abs(totals.all - other)) } };
  }
  return null;
}

const limit = (text) => (text === undefined || text === '' ? undefined : parseAmount(text, '万元').fen);
const inputs = (table) => Array.from(table.querySelectorAll('input[data-row][data-col]'));
const read = (table) => sums(inputs(table).map((input) => ({ row: input.dataset.row, col: input.dataset.col, text: input.value })));

function long(document, fen) {
  return say(document, 'money_long', { yuan: yuan(fen), capitals: capitals(fen) });
}

function refresh(document, table) {
  const totals = read(table);
  for (const cell of table.querySelectorAll('[data-sum]')) {
    const fen = totals[cell.dataset.sum];
    cell.textContent = fen === null ? '—' : wanFixed(fen || 0);
  }
  const around = document.querySelector(`[data-totals-for="${table.id}"]`);
  if (around) {
    for (const cell of around.querySelectorAll('[data-total]')) {
      const fen = totals[cell.dataset.total];
      cell.textContent = fen === null ? '—' : say(document, 'money_wan', { wan: wanFixed(fen || 0) });
    }
    for (const cell of around.querySelectorAll('[data-total-long]')) {
      const fen = totals[cell.dataset.totalLong];
      cell.textContent = fen === null ? '' : long(document, fen || 0);
    }
  }
  showVerdict(document, table, totals);
}

function showVerdict(document, table, totals) {
  const place = document.querySelector(`[data-balance-for="${table.id}"]`);
  if (!place) return;
  const { limitCol, max, min, balanceWith } = table.dataset;
  const partner = balanceWith ? document.getElementById(balanceWith) : null;
  const wrong = verdict(totals, { limitCol, max: limit(max), min: limit(min), other: partner ? read(partner).all : undefined });
  place.classList.toggle('is-off', wrong !== null);
  const words = wrong ? say(document, wrong.key, wrong.params) : say(document, 'budget_fine', {});
  if (place.textContent !== words) place.textContent = words;
}

/** After leaving a cell: what cannot be read is marked and told why. */
function mark(document, input) {
  const answer = input.value.trim() === '' ? {} : parseAmount(input.value, '万元');
  input.setCustomValidity(answer.error ? say(document, answer.error, {}) : '');
  input.classList.toggle('is-invalid', Boolean(answer.error));
  let note = input.parentElement.querySelector('[data-money-error]');
  if (!note && answer.error) {
    note = document.createElement('p');
    note.className = 'kx-error';
    note.dataset.moneyError = '';
    note.id = `${input.id || input.name.replace(/\W/g, '-')}-money`;
    note.append(document.createElement('span'));
    input.before(note);
    input.setAttribute('aria-describedby', `${input.getAttribute('aria-describedby') || ''} ${note.id}`.trim());
  }
  if (answer.error) {
    input.setAttribute('aria-invalid', 'true');
    note.firstChild.textContent = say(document, answer.error, {});
  } else if (note) {
    const rest = (input.getAttribute('aria-describedby') || '').split(' ').filter((id) => id !== note.id);
    if (rest.length) input.setAttribute('aria-describedby', rest.join(' '));
    else input.removeAttribute('aria-describedby');
    input.removeAttribute('aria-invalid');
    note.remove();
  }
}

function echo(document, input) {
  const place = document.querySelector(`[data-echo-for="${input.id}"]`);
  if (!place) return;
  const answer = parseAmount(input.value, '万元');
  place.textContent = answer.error ? '' : say(document, 'money_echo', { yuan: yuan(answer.fen), capitals: capitals(answer.fen) });
}

export function start(document) {
  const tables = Array.from(document.querySelectorAll('table[data-budget]'));
  const all = () => tables.forEach((table) => refresh(document, table));
  for (const table of tables) {
    table.addEventListener('input', all);
    table.addEventListener('kx:set', all);
    table.addEventListener('change', (event) => { if (event.target.dataset.row) mark(document, event.target); });
  }
  all();
  for (const input of document.querySelectorAll('input[data-wan]')) {
    input.addEventListener('input', () => echo(document, input));
    input.addEventListener('change', () => mark(document, input));
  }
}
