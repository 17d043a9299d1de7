// What the office's people do: check an application, name defects, decide, register paper.
import assert from 'node:assert/strict';

/** Opens the check screen of the application with this number from the queue. */
export async function openCheck(officer, association, number) {
  await officer.open(`/associations/${association}/desk?q=${encodeURIComponent(number)}`);
  await officer.page.locator(`tr:has-text("${number}") a`).first().click();
  await officer.page.waitForURL(/\/check$/);
  await officer.sees(number);
}

/** Ticks every manual item as met, except those whose name is given. */
export async function judgeAll(officer) {
  const names = await officer.page.locator('input[type=radio][value=met]').evaluateAll((all) => all.map((one) => one.name));
  for (const name of new Set(names)) await officer.page.locator(`input[name="${name}"][value=met]`).check();
}

/** Gives reasons for soft rules that the office may override. */
export async function override(officer, reason) {
  for (const one of await officer.page.locator('input[name^="override."]').all()) await one.fill(reason);
}

/** Names one defect at a field. */
export async function nameDefect(officer, field, problem, demand) {
  const details = officer.page.locator('#defects details').last();
  if (!(await details.evaluate((d) => d.open))) await details.locator('summary').click();
  await officer.page.locator('#d-field').selectOption(field);
  await officer.page.locator('#d-problem').fill(problem);
  await officer.page.locator('#d-demand').fill(demand);
  await Promise.all([officer.page.waitForEvent('load'), officer.page.locator('form[action$="/check/defects"] button').click()]);
  await officer.sees(problem, '#defects');
}

/** Presses a decision on the check screen and confirms it on the next page. */
export async function decide(officer, then, note = '') {
  const items = officer.page.locator('form[action$="/check"]');
  await Promise.all([officer.page.waitForURL(/\/check\/decision/), items.locator(`button[name=then][value=${then}]`).click()]);
  const text = officer.page.locator('#note');
  if (note && (await text.count())) await text.fill(note);
  const confirm = officer.page.locator('form.kx-confirm button').first();
  await Promise.all([officer.page.waitForURL((url) => !url.pathname.endsWith('/decision')), confirm.click()]);
}

/** Registers a paper copy by its version code and accepts it. */
export async function takePaper(officer, association, code, day) {
  await officer.open(`/associations/${association}/paper`);
  await officer.page.locator('#code').fill(code);
  await Promise.all([officer.page.waitForEvent('load'), officer.page.locator('form[role=search] button').click()]);
  if (new URL(officer.page.url()).pathname.endsWith(`/${association}/paper`)) {
    await Promise.all([officer.page.waitForEvent('load'), officer.page.locator('.kx-queue__title').first().click()]);
  }
  await officer.page.locator('#p-code').fill(code);
  await officer.page.locator('#p-arrived').fill(day);
  await Promise.all([officer.page.waitForEvent('load'), officer.page.locator('#register-title ~ form button').last().click()]);
  await officer.sees(code);
  await Promise.all([officer.page.waitForEvent('load'), officer.page.locator('button[name=verdict][value=accepted]').click()]);
  assert.match(await officer.text(), /已接收|收到|符合|接受/);
}
