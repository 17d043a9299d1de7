// Filling in an application as a person does: by field, watching what the page says about saving and about what is missing.
import assert from 'node:assert/strict';

/** Puts values into fields of the application form; `true` and lists tick boxes. */
export async function fill(person, values) {
  const form = person.page.locator('form#application');
  for (const [name, value] of Object.entries(values)) {
    const controls = form.locator(`[name="${name}"]`);
    const kind = await controls.first().getAttribute('type');
    if (kind === 'radio' || kind === 'checkbox') {
      for (const one of [value].flat()) await form.locator(`[name="${name}"][value="${one}"]`).check();
    } else {
      await controls.first().fill(String(value));
    }
  }
}

/** Waits until the page says that everything is saved, with the server's time. */
export async function saved(person) {
  const words = person.page.locator('[data-saved-all]').first();
  await person.page.waitForFunction(() => /全部内容已保存/.test(document.querySelector('[data-saved-all]')?.textContent || ''));
  const told = await words.textContent();
  assert.match(told, /服务器时间 .*\d{2}:\d{2}/);
}

/** What the page says is missing, a line each. */
export async function missing(person) {
  await person.page.reload();
  return person.page.locator('#todo li a').allTextContents();
}

/** A text of a given number of characters that reads like one. */
export function prose(about, characters) {
  const sentence = `围绕${about}，学会组织专家深入一线开展调研、培训和技术咨询，把成果写进总结报告并向社会公开。`;
  return sentence.repeat(Math.ceil(characters / sentence.length)).slice(0, characters - 1) + '。';
}
