// 评审到立项（柳州）: an invited expert signs the letter and scores on a phone, the meeting votes, three people sign the
// proposal, the list is public, somebody objects and is answered, and what nobody objects to becomes a project.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { House } from '../support/house.mjs';
import { DESK, PHONE, Person, journey } from '../support/person.mjs';
import { prose } from '../support/form.mjs';
import { accept, approve, post, scoreAll } from '../support/review.mjs';

const EXPERTS = [1, 2, 3, 4, 5].map((n) => `lz.expert${n}`);

let house;
before(async () => { house = await House.open('2026-03-30T09:00:00'); });
after(() => house?.close());

test('柳州：专家评审、立项建议、公示、异议、立项', async (t) => {
  const step = journey(t);
  let panel = '';
  let selection = '';
  let list = '';
  let number = '';

  await step('the experts answer and sign the letter on a phone', async () => {
    for (const login of EXPERTS) {
      const expert = await Person.signedIn(house, login, PHONE);
      await expert.open('/reviews');
      if (login === 'lz.expert4') await expert.picture('review-invited-phone');
      await expert.findsPageSound();
      await accept(expert);
      await expert.leave();
    }
  });

  await step('the officer draws up the plan of assignment and the head seals it', async () => {
    const officer = await Person.signedIn(house, 'lz.officer');
    await officer.open('/associations/lz/panels');
    await post(officer, officer.page.locator('.kx-type__name a').first());
    panel = new URL(officer.page.url()).pathname;
    await officer.findsPageSound();
    await officer.picture('panel');
    await officer.press('专家分配方案');
    await officer.press('求最优方案');
    await officer.findsPageSound();
    await officer.page.locator('table.kx-plan').scrollIntoViewIfNeeded();
    await officer.picture('plan');
    // A cell opens from the keyboard, with the reasons.
    await officer.page.locator('[data-pair]').first().focus();
    await officer.page.keyboard.press('ArrowDown');
    await Promise.all([officer.page.waitForEvent('load'), officer.page.keyboard.press('Enter')]);
    await officer.sees('最优方案', '#pair');
    await officer.press('送审');
    await officer.sees('待审核');
    await officer.leave();
    const head = await Person.signedIn(house, 'lz.head');
    await head.open(`${panel}/plan`);
    await head.press('审核封存');
    await head.sees('已封存');
    await head.leave();
  });

  await step('the review begins', async () => {
    const officer = await Person.signedIn(house, 'lz.officer');
    await officer.open(panel);
    await officer.press('开始评审');
    await officer.sees('评审中');
    await officer.leave();
  });

  await step('five experts score on a phone', async () => {
    for (const [n, login] of EXPERTS.entries()) {
      const expert = await Person.signedIn(house, login, PHONE);
      await scoreAll(expert, n, prose('目标明确，方案可行', 40));
      await expert.leave();
    }
  });

  await step('scores are unsealed, the meeting votes', async () => {
    const officer = await Person.signedIn(house, 'lz.officer');
    await officer.open(panel);
    await officer.press('揭晓评分');
    await officer.sees('评分与排名');
    await officer.findsPageSound();
    await officer.open(`${panel}/meeting`);
    await officer.page.fill('#held_on', '2026-04-01');
    await officer.page.fill('#place', '市科协三楼会议室');
    for (const one of await officer.page.locator('input[name=present]').all()) await one.check();
    await officer.press('保存会议情况');
    for (let n = 0; n < await officer.page.locator('form[action$="/votes"]').count(); n += 1) {
      const form = officer.page.locator('form[action$="/votes"]').nth(n);
      for (const one of await form.locator('input[value=yes]').all()) await one.check();
      await post(officer, form.getByRole('button', { name: '保存表决' }));
    }
    await officer.sees('通过');
    await officer.findsPageSound();
    await officer.picture('meeting');
    const minutes = await officer.fetch(`${panel}/minutes.pdf`);
    assert.equal(minutes.body.subarray(0, 5).toString(), '%PDF-');
    await officer.leave();
  });

  await step('three people propose, forward and sign', async () => {
    const officer = await Person.signedIn(house, 'lz.officer');
    await officer.open('/associations/lz/selections');
    await officer.press('提出立项建议');
    selection = new URL(officer.page.url()).pathname;
    await officer.press('按此试算');
    await officer.findsPageSound();
    await officer.picture('selection');
    await officer.press('报送审核', officer.page.locator('#steps'));
    await officer.sees('待部门负责人审核');
    await officer.leave();
    await approve(house, 'lz.head', selection, '报请签发');
    await approve(house, 'lz.leader', selection, '签发', { record: '柳科协党组纪要〔2026〕3号' });
  });

  await step('the list is public', async () => {
    const officer = await Person.signedIn(house, 'lz.officer');
    await officer.open('/associations/lz/publicities/office');
    await officer.page.locator('input[name=starts_on]').fill('2026-04-01');
    await officer.page.locator('textarea[name=contact]').fill('市科协机关纪委 0772-2620000');
    await officer.press('发布');
    await officer.findsPageSound();
    await officer.leave();
    await house.setClock('2026-04-02T10:00:00');
  });

  await step('somebody objects, with a real name, on a phone', async () => {
    const citizen = await Person.stranger(house, PHONE);
    await citizen.open('/associations/lz/publicities');
    await post(citizen, citizen.page.locator('.kx-type__name a').first());
    list = new URL(citizen.page.url()).pathname;
    await citizen.findsPageSound();
    await citizen.picture('publicity');
    await citizen.press('提出异议');
    await citizen.page.fill('[name=facts]', '太短');
    await citizen.page.fill('[name=name]', '林向东');
    await citizen.press('提交异议');
    await citizen.page.fill('[name=facts]', '该项目与承担单位去年的项目内容相近，请核查是否重复申报。');
    await citizen.page.fill('[name=organisation]', '某高校');
    await citizen.page.fill('[name=address]', '柳州市学府路1号');
    await citizen.page.fill('[name=phone]', '0772-2620001');
    await citizen.press('提交异议');
    await citizen.sees('请记下编号');
    number = (await citizen.text('.kx-confirm .kx-code')).trim();
    await citizen.findsPageSound();
    await citizen.leave();
  });

  await step('discipline accepts, the officer inquires, discipline rules, the objector reads the answer', async () => {
    const discipline = await Person.signedIn(house, 'lz.discipline');
    await discipline.open('/associations/lz/objections');
    await discipline.press(number.replace(/-[0-9A-F]{8}$/, ''));
    await discipline.sees('林向东');
    await discipline.findsPageSound();
    const address = new URL(discipline.page.url()).pathname;
    await discipline.page.locator('#handler').selectOption({ index: 0 });
    const handler = await discipline.page.locator('#handler option:checked').innerText();
    assert.ok(handler);
    await discipline.press('受理并指定承办人');
    const officer = await Person.signedIn(house, 'lz.officer');
    await officer.open(address);
    await officer.page.fill('#finding', '经核查，两个项目的服务对象和内容不同，不构成重复。');
    await officer.press('提交调查结论');
    await officer.leave();
    await discipline.open(address);
    await discipline.page.fill('#ruling', '经核查不构成重复，异议不成立。');
    await discipline.press('异议不成立');
    await discipline.leave();
    const citizen = await Person.stranger(house);
    await citizen.open(`/associations/lz/objections/reply?number=${encodeURIComponent(number)}`);
    await citizen.sees('经核查不构成重复');
    await citizen.leave();
  });

  await step('after the period the projects are founded', async () => {
    await house.setClock('2026-04-15T09:00:00');
    const officer = await Person.signedIn(house, 'lz.officer', DESK);
    await officer.open('/associations/lz/publicities/office');
    await officer.press('办理立项');
    await officer.sees('LZ-2026-001');
    await officer.findsPageSound();
    await officer.leave();
    assert.ok(list);
  });
});
