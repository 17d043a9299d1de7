// The page that checks a draw: <form data-draw> with a file field, a text area and an <output>. Everything is computed
// here; the form's own POST, without script, asks the server instead.
import { say } from './words.js';
import { verify } from './draw-run.js';

/** What is said of each part that `verify` checks. */
const CHECKS = { list: 'draw_check_list', seeds: 'draw_check_seeds', picks: 'draw_check_picks', seal: 'draw_check_seal' };

function element(document, name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function checkLine(document, { what, good }) {
  const line = element(document, 'li', undefined, good ? 'kx-agrees' : 'kx-error');
  line.append(element(document, 'strong', say(document, good ? 'draw_good' : 'draw_bad')), ' ', say(document, CHECKS[what]));
  return line;
}

function picksTable(document, picks) {
  const table = element(document, 'table', undefined, 'kx-grid');
  const row = table.createTHead().insertRow();
  for (const key of ['draw_place', 'draw_total', 'draw_number', 'draw_drawn', 'draw_recorded']) {
    const cell = element(document, 'th', say(document, key));
    cell.scope = 'col';
    row.append(cell);
  }
  const body = table.createTBody();
  for (const pick of picks) {
    const place = say(document, pick.reserve ? 'draw_reserve' : 'draw_regular', { stratum: pick.stratum, place: pick.place });
    const cells = [place, pick.total, pick.number, `${pick.id} ${pick.name}`.trim(), pick.recorded === pick.id ? '✓' : pick.recorded || '—'];
    const line = body.insertRow();
    cells.forEach((text) => { line.insertCell().textContent = text; });
  }
  const scroll = element(document, 'div', undefined, 'kx-scroll');
  scroll.append(table);
  return scroll;
}

function show(document, output, text) {
  output.replaceChildren();
  let result;
  try {
    result = verify(JSON.parse(text));
  } catch {
    result = null;
  }
  if (!result || result.refused) {
    output.append(element(document, 'p', say(document, result ? 'draw_unknown' : 'draw_unread'), 'kx-error'));
    return;
  }
  const good = result.checks.every((check) => check.good);
  output.append(element(document, 'h2', say(document, good ? 'draw_all_good' : 'draw_some_bad')));
  const list = element(document, 'ul', undefined, 'list-unstyled');
  list.append(...result.checks.map((check) => checkLine(document, check)));
  output.append(list, element(document, 'p', say(document, 'draw_compare', { digest: result.digest })), element(document, 'h3', say(document, 'draw_again')), picksTable(document, result.picks));
}

export function start(document) {
  for (const form of document.querySelectorAll('form[data-draw]')) {
    const [text, file, output] = [form.querySelector('textarea'), form.querySelector('input[type=file]'), document.getElementById(form.dataset.draw)];
    if (file) {
      file.addEventListener('change', async () => {
        if (file.files[0]) text.value = await file.files[0].text();
      });
    }
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      show(document, output, text.value);
      output.focus();
    });
  }
}
