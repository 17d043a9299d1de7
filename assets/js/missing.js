// What is still missing, kept true while fields save themselves: GET {data-missing} → {title, short, items: [{href, label,
// note}]} a moment after each save. The lists are [data-missing-list], the counts [data-missing-short] and -title.
import { send } from './net.js';

const REST = 900;

function entry(document, { href, label, note }) {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = href;
  link.textContent = label;
  const words = document.createElement('span');
  words.className = 'kx-todo__note';
  words.textContent = note;
  item.append(link, ' ', words);
  return item;
}

function show(document, { title, short, items }) {
  for (const list of document.querySelectorAll('[data-missing-list]')) {
    list.replaceChildren(...items.map((item) => entry(document, item)));
  }
  for (const place of document.querySelectorAll('[data-missing-short]')) place.textContent = short;
  for (const place of document.querySelectorAll('[data-missing-title]')) place.textContent = title;
}

export function start(document) {
  const { missing } = document.querySelector('[data-missing]').dataset;
  let timer = 0;
  const ask = async () => {
    const { status, body } = await send(document, 'GET', missing);
    if (status === 200 && Array.isArray(body.items)) show(document, body);
  };
  document.addEventListener('kx:saved', () => { clearTimeout(timer); timer = setTimeout(ask, REST); });
  document.addEventListener('kx:uploaded', ask);
  // A link of the menu leads to its field: the menu has done its work.
  document.addEventListener('click', (event) => {
    const link = event.target.closest && event.target.closest('details[data-missing] a');
    if (link) link.closest('details').open = false;
  });
}
