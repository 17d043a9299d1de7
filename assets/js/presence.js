// Who else is on this page, and what they have saved meanwhile: POST {data-presence} {at, since} every 15 s →
// {people: [{name, at, label}], fields: [{field, value, version, by}], cursor}. A field that the person neither edits nor
// has unsaved takes the new value; others are left to the conflict question of autosave.js.
import { send } from './net.js';
import { say } from './words.js';
import { isSaved, readField, same, setVersion, writeField } from './field.js';

const EVERY = 15000;

/** The people at each field, and all of them: {byField: {field: [person]}, all: [person]}. */
export function byField(people) {
  const groups = {};
  for (const person of people) {
    if (!person.at) continue;
    groups[person.at] = (groups[person.at] || []).concat(person);
  }
  return { byField: groups, all: people };
}

function chip(document, person, key) {
  const item = document.createElement('li');
  item.className = 'kx-person';
  const mark = document.createElement('span');
  mark.className = 'kx-person__mark';
  mark.setAttribute('aria-hidden', 'true');
  mark.textContent = Array.from(person.name)[0] || '';
  item.append(mark, say(document, key, { name: person.name, label: person.label || '' }));
  return item;
}

function fillList(document, list, people, key) {
  const chips = people.map((person) => chip(document, person, key));
  const before = list.textContent;
  if (chips.map((item) => item.textContent).join('') !== before.trim()) list.replaceChildren(...chips);
}

function show(document, people) {
  const groups = byField(people);
  for (const list of document.querySelectorAll('[data-presence-for]')) {
    fillList(document, list, groups.byField[list.dataset.presenceFor] || [], 'presence_here');
  }
  for (const list of document.querySelectorAll('[data-presence-all]')) {
    list.replaceChildren(...groups.all.map((person) => chip(document, person, person.at ? 'presence_editing' : 'presence_reading')));
  }
}

/** Takes a colleague's saved value into the page unless the person is at work on that field. */
function takeIn(document, form, { field, value, version, by }) {
  const active = document.activeElement;
  const unsaved = form.autosave && form.autosave.queue[field];
  if (unsaved || (active && active.name === field && form.contains(active)) || readField(form, field) === undefined) return;
  setVersion(form, field, version);
  if (same(readField(form, field), value)) return;
  writeField(form, field, value);
  const place = document.querySelector(`[data-saved-for="${field}"]`);
  if (place) { place.dataset.state = 'saved'; place.textContent = say(document, 'presence_changed', { by }); }
}

export function start(document) {
  const form = document.querySelector('form[data-presence]');
  if (!form) return;
  let cursor = form.dataset.cursor || '';
  let timer = 0;
  const ask = async () => {
    clearTimeout(timer);
    if (!document.hidden) {
      const active = document.activeElement;
      const at = active && form.contains(active) && isSaved(active) ? active.name : '';
      const { status, body } = await send(document, 'POST', form.dataset.presence, { json: { at, since: cursor } });
      if (status === 200) {
        cursor = body.cursor || cursor;
        show(document, body.people || []);
        for (const change of body.fields || []) takeIn(document, form, change);
      }
      if (status === 403 || status === 404) return;
    }
    timer = setTimeout(ask, EVERY);
  };
  document.addEventListener('visibilitychange', () => { if (!document.hidden) ask(); });
  ask();
}
