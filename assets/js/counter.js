// Live 字数 by the rule of Word and WPS; the server counts by the same rule (core::wording::count_words) and decides.
// <span data-count-for="f-summary" data-max="800" data-min="">612 / 800 字</span>
import { say } from './words.js';

const INVISIBLE = /[\u00AD\u200B-\u200F\u2060-\u2064\uFEFF\uFE00-\uFE0F\u{E0100}-\u{E01EF}]|\p{M}/u;
const HAN = '\\u2E80-\\u2E99\\u2E9B-\\u2EF3\\u2F00-\\u2FD5\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uF900-\\uFA6D\\uFA70-\\uFAD9'
  + '\\u{16FE2}-\\u{16FE3}\\u{16FF0}-\\u{16FF6}\\u{20000}-\\u{3FFFD}';
const MARKS = '\\u3001-\\u312F\\u3190-\\u33FF\\uFE30-\\uFE4F\\uFF01-\\uFFEF·×÷—―‖‘’“”…‰※•\\u2100-\\u27BF\\uFFFC';
const ALONE = new RegExp(`[${HAN}${MARKS}]`, 'u');
const BLANK = /[\s\u0085\p{Cc}]/u;

const inRun = (c) => c !== undefined && !BLANK.test(c) && !ALONE.test(c);

/**
 * Each Han character, kana, CJK mark and full-width character counts 1; each run of other characters (a Latin word,
 * a number) between white space or CJK counts 1.
 */
export function countWords(text) {
  const characters = Array.from(text);
  let count = 0;
  let running = false;
  characters.forEach((c, at) => {
    if (INVISIBLE.test(c)) return;
    const apostrophe = c === '’' && running && inRun(characters[at + 1]);
    if (apostrophe || inRun(c)) {
      if (!running) count += 1;
      running = true;
    } else {
      if (ALONE.test(c)) count += 1;
      running = false;
    }
  });
  return count;
}

/** Which sentence says the count: plain, of a maximum, over it, or short of a minimum. */
export function judge(count, min, max) {
  if (max && count > max) return { key: 'count_over', params: { n: count, max, over: count - max }, state: 'over' };
  if (min && count < min) return { key: 'count_under', params: { n: count, min, more: min - count }, state: 'under' };
  if (max) return { key: 'count_max', params: { n: count, max }, state: 'fine' };
  return { key: 'count', params: { n: count }, state: 'fine' };
}

function attach(document, counter) {
  const field = document.getElementById(counter.dataset.countFor);
  if (!field) return;
  const max = Number(counter.dataset.max) || 0;
  const min = Number(counter.dataset.min) || 0;
  const spoken = document.createElement('span');
  spoken.className = 'visually-hidden';
  spoken.setAttribute('aria-live', 'polite');
  counter.after(spoken);

  let pause;
  const show = () => {
    const { key, params, state } = judge(countWords(field.value), min, max);
    counter.textContent = say(document, key, params);
    counter.classList.toggle('is-over', state === 'over');
    counter.classList.toggle('is-under', state === 'under');
    return state === 'over' || (max && params.n > max * 0.9);
  };
  show();
  field.addEventListener('input', () => {
    const worthSaying = show();
    clearTimeout(pause);
    // A screen reader hears the count when the person rests, and only near the limit.
    pause = setTimeout(() => { spoken.textContent = worthSaying ? counter.textContent : ''; }, 1000);
  });
  field.addEventListener('kx:set', show);
}

export function start(document) {
  for (const counter of document.querySelectorAll('[data-count-for]')) attach(document, counter);
}
