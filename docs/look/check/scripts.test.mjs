// The scripts at work in a browser: what a person types is never lost.
import test, { after, before, beforeEach } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { launch, serve } from './browser.mjs';

const words = readFileSync(new URL('../parts/words.json', import.meta.url), 'utf8');
let browser;
let server;
let context;
let page;
let state;

/** A server of one application: fields with versions, uploads, a session. */
function answer(request, body) {
  const { method, url } = request;
  if (url === '/form') return { html: formPage };
  if (url === '/queue' || url.startsWith('/queue?')) return { html: queuePage };
  if (url === '/idle') return { html: idlePage };
  if (url === '/session') return state.signedIn ? { json: { csrf: 'new' } } : { status: 401 };
  if (url === '/sign-in' && method === 'POST') {
    const right = new URLSearchParams(body.toString()).get('password') === 'right';
    state.signedIn = state.signedIn || right;
    return right ? { json: { csrf: 'fresh' } } : { status: 401, json: { message: '密码不对' } };
  }
  if (url === '/fields') {
    const { field, value, base } = JSON.parse(body);
    state.seen.push({ field, value, base, csrf: request.headers['x-csrf-token'] });
    if (!state.signedIn) return { status: 401 };
    const now = state.fields[field] || { value: '', version: 0 };
    if (state.refuse) return { status: 403, json: { message: state.refuse } };
    if (base !== now.version) return { status: 409, json: { theirs: now.value, by: '韦国强', version: now.version } };
    state.fields[field] = { value, version: now.version + 1 };
    return { json: { saved_at: '2026-03-29T14:01:36+08:00', version: now.version + 1 } };
  }
  if (url === '/uploads' && method === 'POST') { state.upload = { ...JSON.parse(body), bytes: Buffer.alloc(0) }; return { json: { url: '/up/1', offset: 0, chunk: 100000 } }; }
  if (url === '/up/1' && method === 'GET') return state.upload ? { json: { offset: state.upload.bytes.length, chunk: 100000 } } : { status: 404 };
  if (url === '/up/1' && method === 'PUT') {
    if (Number(request.headers['upload-offset']) !== state.upload.bytes.length) return { status: 409, json: { offset: state.upload.bytes.length } };
    state.puts += 1;
    if (state.puts === state.breakAt) return { status: 503 };
    state.upload.bytes = Buffer.concat([state.upload.bytes, body]);
    return { json: { offset: state.upload.bytes.length } };
  }
  if (url === '/up/1/finish') { state.finished = JSON.parse(body); return { json: { file: { name: state.upload.name, size: state.upload.size, url: '/files/1', at: '2026-03-29T06:01:36Z' } } }; }
  if (url === '/done' || url === '/bulk') { state.posted = body.toString(); return { html: '<title>done</title>' }; }
  return null;
}

const head = `<!doctype html><html lang="zh-CN" data-server-now="2026-03-31T16:59:58+08:00"><meta name="csrf-token" content="old"><script type="application/json" id="words">${words}</script><script type="module" src="/assets/js/main.js"></script>`;
const formPage = `${head}<title>form</title><span id="left" data-countdown-left="2026-03-31T17:00:00+08:00"></span>
<form id="form" method="post" action="/done" data-save="/fields" data-owner="u1">
<div class="kx-field"><textarea id="plan" name="plan" data-version="0"></textarea><span data-saved-for="plan"></span><span data-count-for="plan" data-max="5"></span></div>
<label><input type="checkbox" name="agree" data-version="0">同意</label>
<label><input type="radio" name="kind" value="full" data-version="0">专</label><label><input type="radio" name="kind" value="part" data-version="0">兼</label>
<table id="budget" data-budget data-limit-col="grant" data-max="2"><tr><td><input name="b1" data-row="a" data-col="grant" value="1.5"></td><td data-sum="row:a"></td></tr></table>
<p data-balance-for="budget"></p>
<span data-saved-all></span><button name="then" value="submit">提交</button></form>
<ul id="files"></ul><form data-upload="/uploads" data-list="files" data-max-bytes="1000000"><input type="file" name="file" multiple><button>上传</button></form>`;
const queuePage = `${head}<title>queue</title><div data-queue><input data-search id="q"><form method="post" action="/bulk"><table><tbody>
${[1, 2, 3].map((n) => `<tr data-id="${n}"><td><input type="checkbox" name="id" value="${n}" data-choose></td><td><a id="a${n}" href="#${n}">${n}</a></td></tr>`).join('')}
</tbody></table><input type="checkbox" data-choose-all id="all"><div data-bulk hidden><span data-bulk-words></span><a href="#" data-clear>x</a><button>做</button></div></form></div>`;
const idlePage = `${head.replace('<title>', '')}<title>idle</title><body data-idle-seconds="4" data-warn-seconds="2" data-session="/session"><main><textarea id="plan">写了一半</textarea></main>
<div data-idle hidden><span data-idle-words></span><button>继续</button></div>
<div data-overlay hidden><form action="/sign-in" method="post"><input id="pw" type="password" name="password"><p data-overlay-words></p><button>登录</button></form></div></body>`;

before(async () => { browser = await launch(); server = await serve(answer); });
after(async () => { await browser.close(); server.close(); });
beforeEach(async () => {
  if (context) await context.close();
  state = { signedIn: true, fields: {}, seen: [], puts: 0, breakAt: 0, refuse: '' };
  context = await browser.newContext();
  page = await context.newPage();
});

const open = async (where) => { await page.goto(server.url + where); await page.waitForTimeout(150); };
const text = (selector) => page.locator(selector).textContent();
const until = (check) => page.waitForFunction(check, null, { timeout: 5000 });

test('a field saves itself and says the server\'s time', async () => {
  await open('/form');
  await page.fill('#plan', '三场');
  await until(() => document.querySelector('[data-saved-for]').textContent === '14:01:36 已保存');
  assert.equal(await text('[data-saved-all]'), '全部内容已保存，服务器时间 14:01:36');
  assert.deepEqual(state.seen, [{ field: 'plan', value: '三场', base: 0, csrf: 'old' }]);
  await page.fill('#plan', '四场');
  await page.locator('#plan').blur();
  await until(() => document.querySelector('#plan').dataset.version === '2');
  assert.deepEqual(state.seen[1], { field: 'plan', value: '四场', base: 1, csrf: 'old' });
  assert.equal(await page.evaluate(() => localStorage.length), 0);
});

test('ticks and radios save as values', async () => {
  await open('/form');
  await page.check('[name=agree]');
  await page.check('[value=part]');
  await page.waitForTimeout(300);
  assert.deepEqual(state.fields, { agree: { value: true, version: 1 }, kind: { value: 'part', version: 1 } });
});

test('without network the text waits on this computer, survives a reload and is saved when the network is back', async () => {
  await open('/form');
  await context.setOffline(true);
  await page.fill('#plan', '断网时写的');
  await page.locator('#plan').blur();
  await until(() => document.querySelector('[data-unsaved]') && !document.querySelector('[data-unsaved]').hidden);
  assert.match(await text('[data-unsaved]'), /1 处修改还没有保存/);
  assert.deepEqual(state.fields, {});
  const dialogs = [];
  page.on('dialog', (dialog) => { dialogs.push(dialog.type()); dialog.accept(); });
  await page.route('**/fields', (route) => route.abort());
  await context.setOffline(false);
  await page.reload();
  assert.deepEqual(dialogs, ['beforeunload']);
  await until(() => document.querySelector('#plan').value === '断网时写的');
  await page.unroute('**/fields');
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await until(() => document.querySelector('#plan').dataset.version === '1');
  assert.equal(state.fields.plan.value, '断网时写的');
  assert.equal(await page.evaluate(() => document.querySelector('[data-unsaved]').hidden), true);
});

test('another person at the same computer does not send it', async () => {
  await open('/form');
  await context.setOffline(true);
  await page.fill('#plan', '甲写的');
  await page.locator('#plan').blur();
  await page.waitForTimeout(200);
  await context.setOffline(false);
  await page.evaluate(() => window.stop());
  const second = await context.newPage();
  await second.route('**/form', async (route) => { const got = await route.fetch(); route.fulfill({ response: got, body: (await got.text()).replace('data-owner="u1"', 'data-owner="u2"') }); });
  const before2 = state.seen.length;
  await second.goto(`${server.url}/form`);
  await second.waitForTimeout(300);
  assert.equal(await second.inputValue('#plan'), '');
  assert.equal(state.seen.slice(before2).filter((one) => one.value !== '甲写的').length, 0);
});

test('a conflict shows both and keeps what the person chooses', async () => {
  state.fields.plan = { value: '韦写的', version: 3 };
  await open('/form');
  await page.fill('#plan', '李写的');
  await page.locator('#plan').blur();
  await page.waitForSelector('.kx-conflict');
  assert.deepEqual(await page.locator('.kx-conflict__text').allTextContents(), ['李写的', '韦写的']);
  assert.equal(state.fields.plan.value, '韦写的');
  await page.getByText('两段都留下').click();
  await until(() => document.querySelector('#plan').dataset.version === '4');
  assert.equal(state.fields.plan.value, '韦写的\n\n李写的');
  assert.equal(await page.locator('.kx-conflict').count(), 0);
});

test('choosing the other\'s value sends nothing', async () => {
  state.fields.plan = { value: '韦写的', version: 3 };
  await open('/form');
  await page.fill('#plan', '李写的');
  await page.locator('#plan').blur();
  await page.getByText('用韦国强写的').click();
  assert.equal(await page.inputValue('#plan'), '韦写的');
  assert.equal(state.seen.length, 1);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
});

test('a refusal says why and holds the text', async () => {
  state.refuse = '已提交，不能修改';
  await open('/form');
  await page.fill('#plan', '晚了');
  await page.locator('#plan').blur();
  await until(() => document.querySelector('[data-saved-for]').dataset.state === 'refused');
  assert.equal(await text('[data-saved-for]'), '没有保存：已提交，不能修改');
  assert.equal(await page.inputValue('#plan'), '晚了');
});

test('a submit waits for what is not saved yet', async () => {
  await open('/form');
  await page.fill('#plan', '最后一句');
  await page.click('button[value=submit]');
  await page.waitForURL('**/done');
  assert.equal(state.fields.plan.value, '最后一句');
  assert.match(state.posted, /then=submit/);
});

test('counter, totals and countdown follow', async () => {
  await open('/form');
  await page.fill('#plan', '一二三四五六');
  assert.equal(await text('[data-count-for]'), '6 / 5 字，多了 1 字');
  assert.equal(await text('[data-sum]'), '1.50');
  assert.equal(await text('[data-balance-for]'), '金额在规定范围内。');
  await page.fill('[name=b1]', '２．１');
  assert.equal(await text('[data-sum]'), '2.10');
  assert.match(await text('[data-balance-for]'), /超过本类型上限 2 万元，请减少 0.1 万元/);
  await page.fill('[name=b1]', '约2');
  await page.locator('[name=b1]').blur();
  assert.equal(await text('[data-sum]'), '—');
  assert.equal(await text('[data-money-error]'), '请只填一个数字，例如 2.5');
  await until(() => document.querySelector('#left').textContent === '已截止');
});

test('an upload goes on where it broke off and carries its hash', async () => {
  await open('/form');
  state.breakAt = 2;
  const bytes = Buffer.alloc(250000, 7);
  await page.setInputFiles('input[type=file]', { name: '总结.pdf', mimeType: 'application/pdf', buffer: bytes });
  await page.waitForSelector('#files a', { timeout: 8000 });
  assert.equal(Buffer.compare(state.upload.bytes, bytes), 0);
  assert.equal(state.puts, 4);
  assert.match(state.finished.sha256, /^[0-9a-f]{64}$/);
  assert.equal(await text('#files .kx-file__about'), '244.1 KB，14:01:36 已收到并校验');
  await page.setInputFiles('input[type=file]', { name: '大.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(1000001) });
  await page.waitForSelector('#files .is-wrong');
  assert.match(await text('#files .is-wrong'), /文件太大/);
});

test('the queue answers to keys, chooses ranges and remembers', async () => {
  await open('/queue');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'a2');
  await page.keyboard.press('x');
  assert.equal(await text('[data-bulk-words]'), '已选 1 项');
  await page.keyboard.press('/');
  await page.keyboard.type('jk');
  assert.equal(await page.inputValue('#q'), 'jk');
  await page.goto(`${server.url}/queue?page=2`);
  await page.waitForTimeout(150);
  assert.equal(await page.isChecked('[value="2"]'), true);
  await page.click('[value="1"]');
  await page.click('[value="3"]', { modifiers: ['Shift'] });
  assert.equal(await text('[data-bulk-words]'), '已选 3 项');
  assert.equal(await page.isChecked('#all'), true);
  await page.click('button');
  await page.waitForURL('**/bulk');
  assert.equal(state.posted, 'id=1&id=2&id=3');
});

test('an ended session asks to sign in over the page and loses nothing', async () => {
  await open('/idle');
  await page.waitForFunction(() => !document.querySelector('[data-idle]').hidden, null, { timeout: 8000 });
  state.signedIn = false;
  await page.waitForFunction(() => !document.querySelector('[data-overlay]').hidden, null, { timeout: 12000 });
  assert.equal(await page.evaluate(() => document.activeElement.id), 'pw');
  assert.equal(await page.getAttribute('main', 'aria-hidden'), 'true');
  await page.fill('#pw', 'wrong');
  await page.click('[data-overlay] button');
  await until(() => document.querySelector('[data-overlay-words]').textContent === '密码不对');
  await page.fill('#pw', 'right');
  await page.click('[data-overlay] button');
  await until(() => document.querySelector('[data-overlay]').hidden);
  assert.equal(await page.inputValue('#plan'), '写了一半');
  assert.equal(await page.getAttribute('main', 'aria-hidden'), null);
  assert.equal(await page.evaluate(() => document.querySelector('meta[name=csrf-token]').content), 'fresh');
});

test('reading settings change at once, and menus close on Escape', async () => {
  await page.goto(`${server.url}/docs/look/page-form.html`);
  await page.waitForTimeout(150);
  const menu = page.locator('.kx-top details').first();
  await menu.locator('summary').click();
  await page.getByRole('button', { name: '特大' }).click();
  assert.equal(await page.getAttribute('html', 'data-size'), 'xlarge');
  assert.equal(await page.getByRole('button', { name: '特大' }).getAttribute('aria-pressed'), 'true');
  await page.keyboard.press('Escape');
  assert.equal(await menu.getAttribute('open'), null);
});
