// Two people changed the same field: both values stand side by side under it, the person chooses, nothing is lost meanwhile.
import { say } from './words.js';

const asText = (value) => (Array.isArray(value) ? value.join('、') : value === true ? '✓' : value === false || value === '' ? '—' : String(value));

/** One under the other; offered for long texts only. */
export function bothOf(mine, theirs) {
  return `${theirs}\n\n${mine}`;
}

function side(document, who, value) {
  const box = document.createElement('div');
  box.className = 'kx-conflict__side';
  const head = document.createElement('p');
  head.className = 'kx-conflict__who';
  head.textContent = who;
  const text = document.createElement('p');
  text.className = 'kx-conflict__text';
  text.tabIndex = 0;
  text.textContent = asText(value);
  box.append(head, text);
  return box;
}

/**
 * Shows the conflict under the control and calls choose(value) with what the person wants to keep.
 * @param {{mine: *, theirs: *, by: string, long: boolean}} conflict
 */
export function showConflict(document, control, conflict, choose) {
  const field = control.closest('.kx-paper__field') || control.closest('.kx-field, td') || control.parentElement;
  clearConflict(field);
  const box = document.createElement('div');
  box.className = 'kx-conflict';
  box.setAttribute('role', 'group');
  const title = document.createElement('p');
  title.className = 'kx-conflict__title';
  title.id = `conflict-${control.name.replace(/\W/g, '-')}`;
  title.setAttribute('role', 'status');
  title.textContent = say(document, 'conflict_title', { by: conflict.by });
  box.setAttribute('aria-labelledby', title.id);
  const pair = document.createElement('div');
  pair.className = 'kx-conflict__pair';
  pair.append(
    side(document, say(document, 'conflict_mine', {}), conflict.mine),
    side(document, say(document, 'conflict_theirs', { by: conflict.by }), conflict.theirs),
  );
  const buttons = document.createElement('div');
  buttons.className = 'kx-buttons';
  const offer = (key, value) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn btn-secondary';
    button.textContent = say(document, key, { by: conflict.by });
    button.addEventListener('click', () => { box.remove(); control.focus(); choose(value); });
    buttons.append(button);
  };
  offer('conflict_use_mine', conflict.mine);
  offer('conflict_use_theirs', conflict.theirs);
  if (conflict.long) offer('conflict_use_both', bothOf(conflict.mine, conflict.theirs));
  box.append(title, pair, buttons);
  field.append(box);
}

export function clearConflict(field) {
  const old = field.querySelector(':scope > .kx-conflict');
  if (old) old.remove();
}
