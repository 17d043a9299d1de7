// A notice and what it says: pointing at either lights the other; words that are selected go into the form for adding.
// Without script the links lead from one to the other.

const PAUSE = 160;

export function start(document) {
  const root = document.querySelector('[data-notice]');
  const text = root.querySelector('.kx-read__text');
  let lit = [];
  let waiting = 0;

  const light = (found) => {
    for (const one of lit) one.classList.remove('is-lit');
    lit = found;
    for (const one of lit) one.classList.add('is-lit');
  };
  const piecesOf = (key) => [...text.querySelectorAll('[data-facts]')].filter((piece) => piece.dataset.facts.split(' ').includes(key));
  const rowsOf = (keys) => keys.flatMap((key) => [...root.querySelectorAll(`[data-fact="${CSS.escape(key)}"]`)]);

  const point = (target) => {
    const piece = target.closest('[data-facts]');
    const row = target.closest('[data-fact]');
    clearTimeout(waiting);
    if (piece) {
      light([piece, ...rowsOf(piece.dataset.facts.split(' '))]);
    } else if (row) {
      const pieces = piecesOf(row.dataset.fact);
      light([row, ...pieces]);
      waiting = setTimeout(() => pieces[0] && reveal(text, pieces[0]), PAUSE);
    } else {
      light([]);
    }
  };
  root.addEventListener('pointerover', (event) => point(event.target));
  root.addEventListener('focusin', (event) => point(event.target));
  root.addEventListener('pointerleave', () => { clearTimeout(waiting); light([]); });

  const form = root.querySelector('#add form');
  if (form) {
    // Words drawn over a link are chosen, not followed.
    text.addEventListener('click', (event) => { if (chosen(document, text)) event.preventDefault(); });
    text.addEventListener('pointerup', () => setTimeout(() => choose(document, text, form), 0));
  }
}

// Scrolls only the pane of the text, and only when the words are not in sight.
function reveal(pane, piece) {
  const box = pane.getBoundingClientRect();
  const at = piece.getBoundingClientRect();
  if (at.top < box.top + 8 || at.bottom > box.bottom - 8) {
    pane.scrollTop += at.top - box.top - box.height / 3;
  }
}

// What is selected of the text, if anything is.
function chosen(document, text) {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  return text.contains(range.commonAncestorContainer) && range.toString().trim() ? range : null;
}

// The selected words and the number of characters before them.
function choose(document, text, form) {
  const range = chosen(document, text);
  if (!range) return;
  const words = range.toString();
  const before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  form.elements.words.value = words.trim();
  form.elements.start.value = offset(before.toString(), words);
  form.closest('details').open = true;
}

// Characters as Unicode counts them, blanks at the front of the selection left out.
export function offset(before, words) {
  const blank = words.length - words.trimStart().length;
  return Array.from(before).length + Array.from(words.slice(0, blank)).length;
}
