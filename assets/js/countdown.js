// Countdowns to an instant, by the server's clock: <html data-server-now> tells it, the client's own clock is not believed.
// <small data-countdown-left="2026-03-31T17:00:00+08:00">还有 2 天 3 小时</small>
import { learnServerTime, serverNow } from './net.js';
import { say } from './words.js';

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What is left of so many milliseconds: the key of the sentence and its numbers, rounded down. */
export function remaining(milliseconds) {
  if (milliseconds <= 0) return { key: 'left_over', params: {} };
  const d = Math.floor(milliseconds / DAY);
  const h = Math.floor((milliseconds % DAY) / HOUR);
  const m = Math.floor((milliseconds % HOUR) / MINUTE);
  const s = Math.floor((milliseconds % MINUTE) / 1000);
  if (d > 0) return { key: 'left_days', params: { d, h } };
  if (h > 0) return { key: 'left_hours', params: { h, m } };
  return { key: 'left_minutes', params: { m, s } };
}

/** When to look again: every second in the last hour, else at the next change of the words. */
export function nextTick(milliseconds) {
  if (milliseconds <= 0) return null;
  if (milliseconds <= HOUR) return milliseconds % 1000 || 1000;
  const step = milliseconds >= DAY ? HOUR : MINUTE;
  return Math.min((milliseconds % step) + 50, MINUTE);
}

function show(document, element) {
  const left = Date.parse(element.dataset.countdownLeft) - serverNow();
  const { key, params } = remaining(left);
  const words = say(document, key, params);
  if (element.textContent !== words) element.textContent = words;
  const around = element.closest('.kx-countdown') || element;
  around.classList.toggle('is-soon', left > 0 && left < DAY);
  around.classList.toggle('is-over', left <= 0);
  return nextTick(left);
}

export function start(document) {
  learnServerTime(document.documentElement.dataset.serverNow);
  for (const element of document.querySelectorAll('[data-countdown-left]')) {
    const tick = () => {
      const wait = show(document, element);
      if (wait !== null) setTimeout(tick, wait);
    };
    tick();
  }
}
