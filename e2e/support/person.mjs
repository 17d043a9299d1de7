// Somebody in front of a screen: signs in, opens pages, presses what is written on buttons, looks whether a page is right.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = fileURLToPath(new URL('../../docs/manual/pictures', import.meta.url));
const PASSWORD = 'Demo-2026-kexiang';

export const DESK = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

const out = fileURLToPath(new URL('../out', import.meta.url));
const present = new Set();

/** Steps of one journey: what follows a failed step is not tried; what everybody saw then is kept as pictures. */
export function journey(t) {
  let broken = false;
  return (name, body) => t.test(name, { skip: broken }, async () => {
    try {
      await body();
    } catch (failure) {
      broken = true;
      mkdirSync(out, { recursive: true });
      let n = 0;
      for (const person of present) {
        n += 1;
        failure.message += `\nperson ${n} was at ${person.page.url()}`;
        await person.page.screenshot({ path: path.join(out, `${name.slice(0, 40).replaceAll(/\W+/g, '-')}-${n}.png`) }).catch(() => {});
      }
      throw failure;
    }
  });
}

export class Person {
  static async stranger(house, viewport = DESK, options = {}) {
    const person = new Person();
    person.house = house;
    person.context = await house.browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options });
    person.page = await person.context.newPage();
    person.page.setDefaultTimeout(20_000);
    present.add(person);
    person.troubles = [];
    person.page.on('pageerror', (error) => person.troubles.push(`script: ${error.message}`));
    person.page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|Refused/.test(message.text())) person.troubles.push(message.text());
    });
    return person;
  }

  static async signedIn(house, login, viewport = DESK, options = {}) {
    const person = await Person.stranger(house, viewport, options);
    await person.open('/sign-in');
    await person.page.fill('input[name=name]', login);
    await person.page.fill('input[name=password]', PASSWORD);
    await person.press('登录');
    await person.page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
    return person;
  }

  async open(address) {
    const answer = await this.page.goto(new URL(address, this.house.url).href);
    assert.ok(answer.status() < 400, `${address} answered ${answer.status()}`);
  }

  /** Presses the button or link with these words and waits for what it leads to. */
  async press(words, within = this.page.locator('main')) {
    const button = within.getByRole('button', { name: words });
    const target = (await button.count()) > 0 ? button : within.getByRole('link', { name: words });
    await Promise.all([this.page.waitForEvent('load'), target.first().click()]);
  }

  text(selector = 'main') {
    return this.page.locator(selector).first().innerText();
  }

  async sees(words, selector = 'main') {
    await this.page.locator(selector).filter({ hasText: words }).first().waitFor({ timeout: 15_000 });
  }

  /** The page has no accessibility violation and nothing wider than the window. */
  async findsPageSound() {
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    const told = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
    assert.deepEqual(told, [], `accessibility of ${this.page.url()}`);
    const over = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(over <= 1, `${this.page.url()} is ${over} px wider than the window`);
    assert.deepEqual(this.troubles, [], `troubles on ${this.page.url()}`);
  }

  /** Keeps a picture for the manual when `E2E_PICTURES` is set. */
  async picture(name, { whole = false } = {}) {
    if (!process.env.E2E_PICTURES) return;
    mkdirSync(shots, { recursive: true });
    await this.page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: whole });
  }

  /** A file behind a link, with the person's own session. */
  async fetch(address) {
    const answer = await this.context.request.get(new URL(address, this.house.url).href);
    return { status: answer.status(), body: await answer.body(), kind: answer.headers()['content-type'] };
  }

  async offline(off) {
    await this.context.setOffline(off);
  }

  leave() {
    present.delete(this);
    return this.context.close();
  }
}
