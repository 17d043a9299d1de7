// Everybody opens every page that the navigation and the lists lead to, at a desk and on a phone: no accessibility
// violation, nothing wider than the window, nothing blocked by the content security policy.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { House } from './support/house.mjs';
import { DESK, PHONE, Person } from './support/person.mjs';

const LOGINS = ['', 'lz.officer', 'lz.head', 'lz.system', 'lz.security', 'lz.audit',
  'lz.jixie.administrator', 'lz.expert1', 'nx.yinchuan.recommender', 'gd.officer', 'gd.finance', 'gd.leader', 'gd.archivist'];

/** Pages of one shape are opened once: numbers and ids in an address do not make another page. */
const shape = (url) => url.pathname.replaceAll(/\/[0-9a-z]{13}(?=\/|$)/g, '/{id}').replaceAll(/\/\d+(?=\/|$)/g, '/{n}');
const isPage = (url) => !/\.(pdf|xlsx|ics|svg|css|js|docx|zip|json|toml)$|\/files\/|\/registers\/|\/scan|^\/assets\/|^\/sign-out/.test(url.pathname);

let house;
before(async () => { house = await House.open('2026-03-30T09:00:00'); });
after(() => house?.close());

async function walk(login, viewport) {
  const person = login ? await Person.signedIn(house, login, viewport) : await Person.stranger(house, viewport);
  const waiting = ['/', '/account', '/accessibility'];
  const seen = new Set();
  const wrong = [];
  while (waiting.length > 0) {
    const url = new URL(waiting.shift(), house.url);
    if (seen.has(shape(url))) continue;
    seen.add(shape(url));
    try {
      await person.open(url.pathname + url.search);
      await person.findsPageSound();
    } catch (failure) {
      wrong.push(`${url.pathname}: ${failure.message.split('\n').slice(0, 12).join(' ')}`);
    }
    const links = await person.page.locator('a[href^="/"]').evaluateAll((all) => all.map((a) => a.href));
    waiting.push(...links.map((href) => new URL(href)).filter((to) => isPage(to) && !seen.has(shape(to))).map((to) => to.pathname + to.search));
  }
  await person.leave();
  return { seen: seen.size, wrong };
}

for (const login of LOGINS) {
  for (const [name, viewport] of [['desk', DESK], ['phone', PHONE]]) {
    test(`${login || 'a passer-by'}: every page is sound (${name})`, async () => {
      const { seen, wrong } = await walk(login, viewport);
      assert.deepEqual(wrong, []);
      assert.ok(seen > 3, `only ${seen} pages were found`);
    });
  }
}
