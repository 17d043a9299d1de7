// The programme editor: saves a moment after the last key, says when, and renews what is wrong and the preview.
// Without it the form saves with its button.

import { send } from './net.js';
import { say } from './words.js';

const PAUSE = 1200;

export function start(document) {
  const form = document.querySelector('form[data-programme]');
  const told = form.querySelector('[data-saved]');
  let timer;
  let dirty = false;
  let running = false;

  async function save() {
    clearTimeout(timer);
    if (running || !dirty) return;
    running = true;
    dirty = false;
    told.dataset.state = 'saving';
    told.textContent = say(document, 'save_sending');
    const body = new URLSearchParams(new FormData(form));
    body.set('do', 'save');
    const answer = await send(document, 'POST', form.action, { body });
    running = false;
    if (answer.status === 200) {
      renew(answer.body);
    } else {
      dirty = true;
      told.dataset.state = 'failed';
      told.textContent = answer.body.error || say(document, 'save_waiting');
    }
    if (dirty && answer.status === 200) later();
  }

  function renew({ seals, saved, said, preview }) {
    for (const [name, seal] of Object.entries(seals)) {
      const input = form.elements.namedItem(name);
      if (input) input.value = seal;
    }
    told.dataset.state = 'saved';
    told.textContent = saved;
    const place = document.querySelector('[data-said]');
    if (place) place.innerHTML = said;
    const shown = document.querySelector('[data-preview]');
    if (shown && preview) shown.innerHTML = preview;
  }

  function later() {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  form.addEventListener('input', later);
  form.addEventListener('change', later);
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    dirty = false;
  });
  document.defaultView.addEventListener('beforeunload', (event) => {
    if (dirty) event.preventDefault();
  });
}
