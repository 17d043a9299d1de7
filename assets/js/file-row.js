// One file in the list of attachments while it is coming in and after: the same markup as the server's .kx-file rows.
import { say, timeOfDay } from './words.js';

/** A size as people say it: 812 B, 46.1 MB, 1.2 GB. */
export function sizeWords(bytes) {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let at = 0;
  while (value >= 1024 && at < units.length - 1) { value /= 1024; at += 1; }
  return `${at === 0 ? value : value.toFixed(1)} ${units[at]}`;
}

/** What is left at this pace, as the key of a sentence: nothing known, under a minute, so many minutes. */
export function timeLeft(bytesLeft, millisecondsPerByte) {
  if (!Number.isFinite(millisecondsPerByte) || millisecondsPerByte <= 0) return { key: 'up_left_unknown', params: {} };
  const seconds = Math.round((bytesLeft * millisecondsPerByte) / 1000);
  return seconds < 60 ? { key: 'up_left_soon', params: { s: Math.max(1, seconds) } } : { key: 'up_left', params: { m: Math.round(seconds / 60) } };
}

export function extension(name) {
  const found = /\.([A-Za-z0-9]{1,5})$/.exec(name);
  return found ? found[1].toUpperCase() : '—';
}

let serial = 0;

export function fileRow(document, list, file) {
  const make = (tag, className, parent) => {
    const element = document.createElement(tag);
    element.className = className;
    parent.append(element);
    return element;
  };
  serial += 1;
  const row = make('li', 'kx-file', list);
  const kind = make('span', 'kx-file__kind', row);
  kind.setAttribute('aria-hidden', 'true');
  kind.textContent = extension(file.name);
  let name = make('span', 'kx-file__name', row);
  name.id = `upload-${serial}`;
  name.textContent = file.name;
  const about = make('span', 'kx-file__about', row);
  about.setAttribute('role', 'status');
  const words = make('span', '', about);
  const bar = make('progress', 'kx-file__bar', about);
  bar.max = Math.max(1, file.size);
  bar.value = 0;
  bar.setAttribute('aria-labelledby', name.id);
  const act = make('span', 'kx-file__act', row);
  const button = make('button', 'btn btn-link', act);
  button.type = 'button';
  button.textContent = say(document, 'up_pause', {});
  button.setAttribute('aria-describedby', name.id);

  const tell = (key, params) => { words.textContent = say(document, key, params); };
  tell('up_starting', {});
  return {
    say: tell,
    onToggle: (toggle) => button.addEventListener('click', toggle),
    paused: (yes) => {
      button.textContent = say(document, yes ? 'up_resume' : 'up_pause', {});
      if (yes) tell('up_paused', {});
    },
    progress: (sent, size, pace) => {
      bar.value = sent;
      const left = timeLeft(size - sent, pace);
      tell('up_progress', { done: sizeWords(sent), all: sizeWords(size), left: say(document, left.key, left.params) });
    },
    fail: (key, params) => {
      row.classList.add('is-wrong');
      bar.remove();
      button.remove();
      tell(key, params);
    },
    done: ({ file: stored, duplicate_of: duplicate }) => {
      bar.remove();
      button.remove();
      if (stored && stored.url) {
        const link = document.createElement('a');
        link.className = 'kx-file__name';
        link.href = stored.url;
        link.textContent = stored.name || file.name;
        name.replaceWith(link);
        name = link;
      }
      const known = { size: sizeWords(stored && stored.size ? stored.size : file.size), time: timeOfDay(stored && stored.at) };
      if (duplicate) tell('up_duplicate', { ...known, other: duplicate });
      else tell('up_done', known);
    },
  };
}
