// Reading settings at once, without a round trip: the buttons of form[data-prefs] post to the server all the same
// (the server keeps them in a cookie), and the page changes in place. Language needs a new page: left to the form.
import { send } from './net.js';

/** Which attribute of <html> a setting turns. */
export const attributes = { size: 'data-size', theme: 'data-bs-theme', contrast: 'data-contrast' };

/** Marks the chosen button of a group as pressed and the others as not. */
export function press(buttons, chosen) {
  for (const button of buttons) {
    button.setAttribute('aria-pressed', String(button === chosen));
  }
}

export function start(document) {
  for (const form of document.querySelectorAll('form[data-prefs]')) {
    form.addEventListener('click', (event) => {
      const button = event.target.closest('button[name]');
      if (!button || !attributes[button.name]) return;
      event.preventDefault();
      document.documentElement.setAttribute(attributes[button.name], button.value);
      press(form.querySelectorAll(`button[name="${button.name}"]`), button);
      send(document, 'POST', form.getAttribute('action'), {
        body: new URLSearchParams({ [button.name]: button.value }),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      });
    });
  }
}
