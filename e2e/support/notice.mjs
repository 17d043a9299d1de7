// What an officer does with a notice: drops the file, looks at what waits, corrects, hands over; and what the second
// person does. Every deed is counted, with what had to be read for it.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';

const notices = fileURLToPath(new URL('../../programmes/notices/', import.meta.url));

/** Seconds that a careful person takes: to find and press something, to type a value, to read twenty characters (400 a minute). */
const PRESS = 6;
const TYPE = 12;
const READ = 3;

/** A person's share of the work, in seconds. */
export class Effort {
  seconds = 0;
  pressed() { this.seconds += PRESS; }
  typed() { this.seconds += TYPE; }
  read(words) { this.seconds += Math.ceil(words.replaceAll(/\s+/g, '').length / 20) * READ; }
}

/** Drops a notice's file and waits for its reading. */
export async function drop(officer, effort, association, file) {
  await officer.open(`/associations/${association}/notices`);
  await officer.page.setInputFiles('#files', `${notices}${file}.txt`);
  effort.pressed();
  await officer.press('开始解读');
  effort.pressed();
  await officer.sees('先看这些');
  return new URL(officer.page.url()).pathname;
}

/** How many matters wait for a person. */
export async function waiting(officer) {
  const said = await officer.text('.kx-state__say');
  const n = said.match(/还有 (\d+) 处/);
  return n ? Number(n[1]) : 0;
}

/** Looks at everything that waits: what contradicts or is unsure is accepted, what no fact uses is dismissed. */
export async function settle(officer, effort) {
  for (let left = await waiting(officer); left > 0; left = await waiting(officer)) {
    const first = officer.page.locator('#open .kx-fact--open').first();
    effort.read(await first.innerText());
    const button = first.getByRole('button', { name: /^(没有问题|不用管)$/ });
    await Promise.all([officer.page.waitForEvent('load'), button.click()]);
    effort.pressed();
    assert.equal(await waiting(officer), left - 1);
  }
}

/** Gives the first fact of a kind another value. */
export async function correct(officer, effort, kind, value) {
  const fact = officer.page.locator(`#kind-${kind} + ul > li`).first();
  effort.read(await fact.locator('.kx-fact__main').innerText());
  await fact.locator('summary').click();
  await fact.locator('input[name=value]').fill(value);
  effort.typed();
  await Promise.all([officer.page.waitForEvent('load'), fact.getByRole('button', { name: '保存' }).click()]);
  effort.pressed();
}

/** Takes the last step back. */
export async function undo(officer, effort) {
  await officer.press('撤销上一步');
  effort.pressed();
  await officer.sees('上一步已撤销', 'body');
}

/** Draws the mouse over words of the notice, as one marks them to copy. */
export async function select(officer, effort, words) {
  const box = await officer.page.evaluate((wanted) => {
    const text = document.querySelector('.kx-read__text');
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.data.indexOf(wanted);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      text.scrollIntoView({ block: 'start', behavior: 'instant' });
      text.scrollTo({ top: text.scrollTop + range.getBoundingClientRect().top - text.getBoundingClientRect().top - 100, behavior: 'instant' });
      const { left, right, top, bottom } = range.getBoundingClientRect();
      return { left, right, y: (top + bottom) / 2 };
    }
    return null;
  }, words);
  assert.ok(box, `the notice shows ${words}`);
  const { mouse } = officer.page;
  await mouse.move(box.left + 1, box.y);
  await mouse.down();
  await mouse.move(box.right - 1, box.y, { steps: 8 });
  await mouse.up();
  effort.pressed();
}

/** Says what the chosen words are. */
export async function add(officer, effort, kind, value = '') {
  const form = officer.page.locator('#add');
  await form.locator('#add-kind').selectOption({ label: kind });
  if (value) await form.locator('#add-value').fill(value);
  effort.typed();
  await Promise.all([officer.page.waitForEvent('load'), form.getByRole('button', { name: '添加' }).click()]);
  effort.pressed();
}

/** Runs an eye over every fact. */
export async function review(officer, effort) {
  effort.read((await officer.page.locator('#facts .kx-fact__value').allInnerTexts()).join(''));
}

/** Makes the draft of the reading and opens it; answers its address. */
export async function handOver(officer, effort) {
  await officer.press('生成项目草稿');
  effort.pressed();
  await Promise.all([officer.page.waitForEvent('load'), officer.page.locator('.kx-state__next a.btn-primary').click()]);
  effort.pressed();
  return new URL(officer.page.url()).pathname;
}

/** Looks at the public page and at the form as the applicant will see them. */
export async function preview(officer, effort, programme, labels) {
  await officer.open(`${programme}/page`);
  effort.pressed();
  await officer.findsPageSound();
  await officer.open(`${programme}/forms/0`);
  effort.pressed();
  for (const label of labels) await officer.sees(label);
  await officer.findsPageSound();
  const paper = await officer.fetch(`${programme}/forms/0/preview.pdf`);
  assert.equal(paper.status, 200);
  assert.equal(paper.kind, 'application/pdf');
  await officer.open(programme);
}

/** Hands the draft to a second person. */
export async function handIn(officer, effort) {
  const state = await officer.text('.kx-state');
  if (await officer.page.locator('#findings').count()) effort.read(await officer.text('#findings'));
  assert.match(state, /没有发现问题|0 处必须改正/);
  await officer.press('提交审核');
  effort.pressed();
  await officer.sees('审核', '.kx-state__word');
}

/** The second person publishes. */
export async function publish(head, effort, programme) {
  await head.open(programme);
  await head.findsPageSound();
  await head.press('审核通过并发布');
  effort.pressed();
  await head.sees('已发布', '.kx-state__word');
}
