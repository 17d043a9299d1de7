// 宁夏 2025: a union applies together with a member who confirms for itself (N14),
// passes the formal check (N13); a park association is recommended by its city association (N02).
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { House } from '../support/house.mjs';
import { Person, journey } from '../support/person.mjs';
import { fill, missing, prose, saved } from '../support/form.mjs';
import { begin, submit } from '../support/society.mjs';
import { passed, printedAndTaken, returnedAndCorrected } from '../support/story.mjs';

let house;
before(async () => { house = await House.open('2025-05-14T14:00:00'); });
after(() => house?.close());

test('宁夏：联合申报、市级科协推荐', async (t) => {
  const step = journey(t);
  let address = '';
  let number = '';

  await step('the union fills in its proposal and asks a member to join', async () => {
    const filler = await Person.signedIn(house, 'nx.haigui.filler');
    address = await begin(filler, 'nx', 'nx-2025', 'NX2025-1-3');
    await fill(filler, {
      title: '宁夏海归创业联合体能力建设', amount: '6',
      leader: '马建华', leader_position: '秘书长', leader_phone: '13909510001',
      contact: '丁小燕', contact_phone: '13909510002',
      basis: prose('海归科技工作者服务产业', 260), plan: prose('技术成果转化对接和技术路演', 500), goal: prose('科普活动和学术沙龙', 260),
      schedule: prose('分季度实施', 160), conditions: prose('人才条件和物质条件', 200),
      'budget/conference/grant': '4', 'budget/travel/grant': '2',
    });
    await saved(filler);
    await filler.page.reload();
    await filler.page.locator('#partner-name').fill('宁夏塞上新材料有限公司');
    await filler.page.locator('#partner-part').fill('提供场地，组织两场技术路演');
    await Promise.all([filler.page.waitForEvent('load'), filler.page.locator('button[form=invite]').click()]);
    await filler.sees('宁夏塞上新材料有限公司');
    assert.equal((await missing(filler)).length, 1, 'only the confirmation of the partner is missing');
    await filler.leave();
  });

  await step('the member confirms for itself', async () => {
    const partner = await Person.signedIn(house, 'nx.haiguilishi.administrator');
    await partner.open(address);
    await partner.page.locator('textarea[name=opinion]').fill('同意联合申报，按分工完成任务。');
    await Promise.all([partner.page.waitForEvent('load'), partner.page.locator('button[name=answer][value=confirm]').click()]);
    await partner.findsPageSound();
    await partner.leave();
  });

  await step('a promise below the notice is named beside its field', async () => {
    const filler = await Person.signedIn(house, 'nx.haigui.filler');
    await filler.open(address);
    assert.deepEqual(await missing(filler), []);
    await fill(filler, { 'targets/services': '1' });
    await saved(filler);
    assert.equal((await missing(filler)).length, 1);
    await filler.sees('只能提高不能降低');
    await fill(filler, { 'targets/services': '3' });
    await saved(filler);
    assert.deepEqual(await missing(filler), []);
    await filler.leave();
  });

  await step('the administrator submits', async () => {
    const administrator = await Person.signedIn(house, 'nx.haigui.administrator');
    await administrator.open(address);
    number = await submit(administrator, '审核提交');
    await administrator.leave();
  });

  const correction = `${prose('学术沙龙', 240)}每场活动均有签到表和新闻稿。`;
  await step('returned and corrected', () => returnedAndCorrected(house, {
    association: 'nx', office: 'nx.officer', society: 'nx.haigui.administrator', address, number, field: 'goal',
    defect: '没有写明成果如何检查。', demand: '请写明每场活动的佐证材料。', correction,
  }));
  await step('passes the formal check', () => passed(house, { association: 'nx', office: 'nx.officer', number, changed: '签到表和新闻稿' }));

  await step('the sealed copy is taken', () => printedAndTaken(house, {
    association: 'nx', office: 'nx.officer', society: 'nx.haigui.administrator', address, day: '2025-05-14',
  }));

  await step('a city association recommends a park association', async () => {
    const recommender = await Person.signedIn(house, 'nx.yinchuan.recommender');
    await recommender.open('/applications');
    await recommender.picture('recommend');
    await recommender.press('银川经济技术开发区');
    await recommender.findsPageSound();
    await recommender.press('推荐');
    await recommender.sees('待形式审查');
    await recommender.leave();
  });
});
