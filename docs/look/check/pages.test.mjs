// Every page of the gallery, in every theme and size: no accessibility violation, nothing wider than the window,
// nothing blocked by the content security policy.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { axeSource, launch, serve } from './browser.mjs';

const pages = readdirSync(new URL('../', import.meta.url)).filter((name) => name.endsWith('.html'));
const looks = {
  'desk': { viewport: { width: 1366, height: 768 }, set: {} },
  'desk at 125 %': { viewport: { width: 1093, height: 614 }, set: {} },
  'phone': { viewport: { width: 390, height: 844 }, set: {} },
  'dark': { viewport: { width: 1366, height: 768 }, set: { bsTheme: 'dark' } },
  'phone, largest text': { viewport: { width: 390, height: 844 }, set: { size: 'xlarge' } },
  'desk, largest text': { viewport: { width: 1366, height: 768 }, set: { size: 'xlarge' } },
  'more contrast': { viewport: { width: 1366, height: 768 }, set: { contrast: 'more' } },
  'more contrast, dark': { viewport: { width: 1366, height: 768 }, set: { contrast: 'more', bsTheme: 'dark' } },
};

let browser;
let server;
let axe;
before(async () => {
  browser = await launch();
  server = await serve((request) => (request.url.endsWith('/presence') ? { json: { people: [], fields: [] } } : null));
  axe = await axeSource();
});
after(async () => { await browser.close(); server.close(); });

for (const name of pages) {
  for (const [look, { viewport, set }] of Object.entries(looks)) {
    test(`${name}, ${look}`, async () => {
      const context = await browser.newContext({ viewport, reducedMotion: 'reduce', bypassCSP: false });
      const page = await context.newPage();
      const said = [];
      page.on('console', (message) => { if (message.type() === 'error' && !message.location().url.endsWith('favicon.ico')) said.push(message.text()); });
      page.on('pageerror', (error) => said.push(String(error)));
      await page.goto(`${server.url}/docs/look/${name}`);
      await page.evaluate((data) => {
        Object.assign(document.documentElement.dataset, data);
        for (const details of document.querySelectorAll('details:not([data-menu])')) details.open = true;
      }, set);
      await page.waitForTimeout(100);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wider, 0, 'wider than the window');
      assert.deepEqual(said, []);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run());
      assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`), []);
      await context.close();
    });
  }
}
