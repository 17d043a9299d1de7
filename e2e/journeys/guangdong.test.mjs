// 广东 2024: a society chooses one of six goals (G04), a society with an unfinished project sees why it may not apply (G14),
// and after the deadline nothing goes in any more, with the clause.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { House } from '../support/house.mjs';
import { Person, journey } from '../support/person.mjs';
import { fill, missing, prose, saved } from '../support/form.mjs';
import { begin, submit } from '../support/society.mjs';
import { decide, judgeAll, openCheck } from '../support/office.mjs';
import { passed, printedAndTaken, returnedAndCorrected } from '../support/story.mjs';

let house;
before(async () => { house = await House.open('2023-09-20T12:00:00'); });
after(() => house?.close());

test('广东：任选一项目标，逾期不受理', async (t) => {
  const step = journey(t);
  let address = '';
  let late = '';
  let number = '';

  const answers = {
    title: '学会科技服务站公共服务能力提升', amount: '8',
    leader: '梁永康', leader_position: '秘书长', leader_phone: '13800200001',
    contact: '陈立群', contact_phone: '13800200002',
    basis: prose('承接政府转移职能', 260), plan: prose('科技志愿服务', 500), goal: prose('公共服务能力', 240),
    conditions: prose('工作基础', 200), schedule: prose('分季度推进', 160),
    'budget/conference/grant': '5', 'budget/travel/grant': '3',
  };

  await step('the society fills in its application and chooses one goal', async () => {
    const filler = await Person.signedIn(house, 'gd.jixie.filler');
    address = await begin(filler, 'gd', 'gd-2024', 'GD2024-04');
    await fill(filler, answers);
    await saved(filler);
    assert.equal((await missing(filler)).length, 2, 'the goal and what it promises are still to be written');
    await filler.page.locator('form#application [name=goals]').nth(3).check();
    await filler.page.locator('form#application [name="targets/result"]').fill('建成学会科技服务站2个，开展科技志愿服务12次');
    await saved(filler);
    assert.deepEqual(await missing(filler), []);
    await filler.findsPageSound();
    await filler.leave();
  });

  await step('a society with an unfinished project reads why it may not apply', async () => {
    const secretary = await Person.signedIn(house, 'gd.lilun.administrator');
    await secretary.open('/associations/gd/calls/gd-2024');
    await secretary.sees('不能申报', '#may');
    await secretary.findsPageSound();
    await secretary.picture('may-not');
    await secretary.leave();
  });

  await step('the administrator submits', async () => {
    const administrator = await Person.signedIn(house, 'gd.jixie.administrator');
    await administrator.open(address);
    number = await submit(administrator, '审核提交');
    await administrator.leave();
  });

  const correction = `${prose('公共服务能力', 220)}全年开展服务12次，每次不少于20人。`;
  await step('returned and corrected', () => returnedAndCorrected(house, {
    association: 'gd', office: 'gd.officer', society: 'gd.jixie.administrator', address, number, field: 'goal',
    defect: '目标没有数量。', demand: '请写明服务次数和人数。', correction,
  }));
  await step('passes the formal check', () => passed(house, { association: 'gd', office: 'gd.officer', number, changed: '每次不少于20人' }));
  await step('passes the check of its performance targets', async () => {
    const officer = await Person.signedIn(house, 'gd.officer');
    await openCheck(officer, 'gd', number);
    await officer.findsPageSound();
    await officer.picture('check-targets');
    await judgeAll(officer);
    await decide(officer, 'pass');
    await officer.leave();
  });

  await step('the sealed copy is taken', () => printedAndTaken(house, {
    association: 'gd', office: 'gd.officer', society: 'gd.jixie.administrator', address, day: '2023-09-20',
  }));

  await step('a draft that never made it stays readable, and late is refused with the clause', async () => {
    const filler = await Person.signedIn(house, 'gd.huagong.filler');
    late = await begin(filler, 'gd', 'gd-2024', 'GD2024-06');
    await fill(filler, { title: '秘书长沙龙' });
    await saved(filler);
    await filler.leave();
    await house.setClock('2023-09-26T00:00:01');
    const administrator = await Person.signedIn(house, 'gd.huagong.administrator');
    await administrator.open(late);
    await administrator.sees('已经逾期');
    assert.match(await administrator.page.locator('main').innerHTML(), /秘书长沙龙/);
    await administrator.findsPageSound();
    await administrator.picture('late');
    await administrator.leave();
  });
});
