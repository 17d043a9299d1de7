// The value of a named field of a form, whatever controls make it up.
//   text, number, date, select: a string      radios: the chosen value or ""
//   one checkbox: true or false                several checkboxes of a name, select multiple: a list

const SKIPPED = ['submit', 'button', 'reset', 'image', 'file', 'hidden', 'password'];

/** Whether a control is one that saves itself. */
export function isSaved(control) {
  return Boolean(control.name) && !SKIPPED.includes(control.type) && control.dataset.nosave === undefined
    && control.tagName !== 'BUTTON' && control.tagName !== 'FIELDSET';
}

/** The controls of a name in their order. */
export function controlsOf(form, name) {
  return Array.from(form.elements).filter((control) => control.name === name && isSaved(control));
}

export function readField(form, name) {
  const controls = controlsOf(form, name);
  const [first] = controls;
  if (!first) return undefined;
  if (first.type === 'radio') {
    const chosen = controls.find((control) => control.checked);
    return chosen ? chosen.value : '';
  }
  if (first.type === 'checkbox') {
    if (controls.length === 1 && first.dataset.many === undefined) return first.checked;
    return controls.filter((control) => control.checked).map((control) => control.value);
  }
  if (first.type === 'select-multiple') {
    return Array.from(first.selectedOptions).map((option) => option.value);
  }
  return first.value;
}

/** Puts a value back and tells counters and totals (event kx:set). */
export function writeField(form, name, value) {
  const controls = controlsOf(form, name);
  for (const control of controls) {
    if (control.type === 'radio') control.checked = control.value === value;
    else if (control.type === 'checkbox') control.checked = Array.isArray(value) ? value.includes(control.value) : value === true;
    else if (control.type === 'select-multiple') Array.from(control.options).forEach((option) => { option.selected = value.includes(option.value); });
    else control.value = value;
    control.dispatchEvent(new Event('kx:set', { bubbles: true }));
  }
}

/** The version of the value that the person saw when starting to change it. */
export function versionOf(form, name) {
  const [first] = controlsOf(form, name);
  return first && first.dataset.version !== undefined ? Number(first.dataset.version) : 0;
}

export function setVersion(form, name, version) {
  for (const control of controlsOf(form, name)) control.dataset.version = String(version);
}

/** Two values are the same when they would be stored the same. */
export function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}
