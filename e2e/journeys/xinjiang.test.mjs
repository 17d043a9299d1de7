// 新疆 2025: a society applies for an academic event of a tier, its amount is fixed by the tier (X01), with the contract as
// a file; its long minority names stay whole.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { House } from '../support/house.mjs';
import { Person, journey } from '../support/person.mjs';
import { fill, missing, prose, saved } from '../support/form.mjs';
import { attach, begin, isPdf, smallPdf, submit } from '../support/society.mjs';
import { passed, returnedAndCorrected } from '../support/story.mjs';

let house;
before(async () => { house = await House.open('2025-07-15T12:00:00'); });
after(() => house?.close());

test('新疆：分级的学术交流活动', async (t) => {
  const step = journey(t);
  let address = '';
  let number = '';

  await step('the society fills in its application, the tier decides the amount', async () => {
    const filler = await Person.signedIn(house, 'xj.shengtai.filler');
    address = await begin(filler, 'xj', 'xj-2025', 'XXJL-2025');
    await fill(filler, { tier: 'national' });
    await saved(filler);
    await filler.page.reload();
    await fill(filler, {
      title: '干旱区生态修复全国学术研讨会', amount: '7', completion: '2025-12-20',
      leader: '迪丽热巴·阿卜杜热合曼', leader_position: '理事长、研究员', leader_phone: '13999910001',
      contact: '艾山江·吐尔逊', contact_phone: '13999910002',
      basis: prose('干旱区生态修复', 260), plan: prose('邀请院士专家作主旨报告', 500), schedule: prose('分阶段筹备', 160),
      conditions: prose('学科优势和办会经验', 200), goal: prose('一流学术会议', 240),
      'targets/publicity': '线上直播和新闻报道不少于5篇', 'targets/media': '在中央媒体1篇、自治区媒体2篇发布信息',
      'budget/conference/grant': '5', 'budget/travel/grant': '2',
    });
    await saved(filler);
    await filler.page.reload();
    await attach(filler, 'files', '项目委托合同.pdf', smallPdf('contract'));
    assert.deepEqual(await missing(filler), []);
    assert.equal(await filler.page.locator('[name=leader]').inputValue(), '迪丽热巴·阿卜杜热合曼');
    await filler.findsPageSound();
    await filler.leave();
  });

  await step('an amount of another tier is named before submission', async () => {
    const filler = await Person.signedIn(house, 'xj.shengtai.filler');
    await filler.open(address);
    await fill(filler, { amount: '10' });
    await saved(filler);
    assert.notDeepEqual(await missing(filler), []);
    await fill(filler, { amount: '7' });
    await saved(filler);
    assert.deepEqual(await missing(filler), []);
    await filler.leave();
  });

  await step('the administrator submits', async () => {
    const administrator = await Person.signedIn(house, 'xj.shengtai.administrator');
    await administrator.open(address);
    number = await submit(administrator, '审核提交');
    await administrator.leave();
  });

  const correction = `${prose('一流学术会议', 220)}主旨报告幻灯片不少于5个。`;
  await step('returned and corrected', () => returnedAndCorrected(house, {
    association: 'xj', office: 'xj.officer', society: 'xj.shengtai.administrator', address, number, field: 'goal',
    defect: '没有写明主旨报告的数量。', demand: '请按通知写明幻灯片数量。', correction,
  }));
  await step('passes the formal check', () => passed(house, { association: 'xj', office: 'xj.officer', number, changed: '幻灯片不少于5个' }));

  await step('it prints the final version; this notice asks for no paper copy', async () => {
    const secretary = await Person.signedIn(house, 'xj.shengtai.administrator');
    await secretary.open(address);
    await secretary.sees('待评审');
    await isPdf(secretary, `${address}/application.pdf`);
    await isPdf(secretary, `${address}/receipt.pdf`);
    await secretary.findsPageSound();
    await secretary.leave();
  });
});
