// 柳州 2026: a society fills in 附表2 with two people, loses the connection, submits on the last day, is returned once,
// corrects, passes, prints and hands in the paper copy (L11, L12).
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { House } from '../support/house.mjs';
import { PHONE, Person, journey } from '../support/person.mjs';
import { fill, missing, prose, saved } from '../support/form.mjs';
import { decide, judgeAll, nameDefect, openCheck, override, takePaper } from '../support/office.mjs';
import { submit } from '../support/society.mjs';

let house;
before(async () => { house = await House.open('2026-03-30T09:00:00'); });
after(() => house?.close());

test('柳州：从通知到盖章的申报书', async (t) => {
  const step = journey(t);
  let address = '';
  let number = '';
  let code = '';

  await step('a passer-by reads the notice on a phone', async () => {
    const passer = await Person.stranger(house, PHONE);
    await passer.open('/associations/lz/calls/lz-2026');
    await passer.sees('科创赋能');
    await passer.sees('2026年3月31日（星期二）17:00');
    await passer.findsPageSound();
    await passer.picture('call-phone');
    await passer.leave();
  });

  await step('the filler sees what the society may apply for and begins', async () => {
    const filler = await Person.signedIn(house, 'lz.jixie.filler');
    await filler.open('/associations/lz/calls/lz-2026');
    await filler.picture('call', { whole: true });
    await filler.page.locator('form[action$="/calls/lz-2026/applications"]:has(input[value="2026-2"]) button').click();
    await filler.page.waitForURL(/\/applications\/[0-9a-z]+$/);
    address = new URL(filler.page.url()).pathname;
    await filler.sees('“龙城科创大讲堂”学术交流项目申报表');
    await filler.findsPageSound();
    await filler.leave();
  });

  await step('fills the form; what is typed without network is kept and saved later', async () => {
    const filler = await Person.signedIn(house, 'lz.jixie.filler');
    await filler.open(address);
    await fill(filler, {
      title: '“龙城科创大讲堂”——智能制造与机器人学术交流会',
      leader: '陈立群', leader_position: '理事长', leader_phone: '13907720001',
      contact: '韦国强', contact_position: '副秘书长', contact_phone: '13907720002',
      completion: '2026-10',
      goal: prose('智能制造学术交流', 300),
    });
    await saved(filler);

    await filler.offline(true);
    await fill(filler, { plan: prose('人工智能终端及机器人主题', 600) });
    await filler.sees('暂存在本机', '[data-saved-for=plan]');
    await filler.picture('offline');
    await filler.offline(false);
    await saved(filler);

    await fill(filler, { amount: '2', 'budget/conference/grant': '1.2', 'budget/travel/grant': '0.8' });
    await saved(filler);
    assert.deepEqual(await missing(filler), []);
    assert.equal(await filler.page.locator('[name=plan]').inputValue(), prose('人工智能终端及机器人主题', 600));
    await filler.findsPageSound();
    await filler.picture('form', { whole: true });
    await filler.leave();
  });

  await step('a pulled plug loses nothing', async () => {
    const filler = await Person.signedIn(house, 'lz.jixie.filler');
    await filler.open(address);
    await fill(filler, { goal: prose('学术交流与成果转化', 320) });
    await saved(filler);
    await house.kill();
    await fill(filler, { leader_position: '理事长、教授' });
    await filler.sees('暂存在本机', '[data-saved-for=leader_position]');
    await house.start();
    await saved(filler);
    await filler.page.reload();
    assert.equal(await filler.page.locator('[name=goal]').inputValue(), prose('学术交流与成果转化', 320));
    assert.equal(await filler.page.locator('[name=leader_position]').inputValue(), '理事长、教授');
    await filler.leave();
  });

  await step('the administrator submits and gets a receipt', async () => {
    const administrator = await Person.signedIn(house, 'lz.jixie.administrator');
    await administrator.open(address);
    number = await submit(administrator, '审核提交');
    assert.match(number, /^2026-2-\d{3}$/);
    const receipt = await administrator.fetch(`${address}/receipt.pdf`);
    assert.equal(receipt.status, 200);
    assert.equal(receipt.kind, 'application/pdf');
    await administrator.findsPageSound();
    await administrator.picture('submitted');
    await administrator.leave();
  });

  await step('the officer returns it once with a defect at its field', async () => {
    const officer = await Person.signedIn(house, 'lz.officer');
    await openCheck(officer, 'lz', number);
    await officer.findsPageSound();
    await officer.picture('check');
    await nameDefect(officer, 'goal', '预期成果没有写明可检查的数量。', '请写明活动场次、参加人数和形成的报告。');
    await decide(officer, 'return');
    await officer.leave();
  });

  await step('the society sees the defect beside the field, corrects it and submits again', async () => {
    const administrator = await Person.signedIn(house, 'lz.jixie.administrator', PHONE);
    await administrator.open(address);
    await administrator.sees('预期成果没有写明可检查的数量。');
    await administrator.findsPageSound();
    await administrator.picture('returned-phone');
    await fill(administrator, { goal: `${prose('学术交流', 280)}举办活动1场，参加人数不少于80人，形成建言献策报告1份。` });
    await saved(administrator);
    await administrator.page.reload();
    await administrator.press('重新提交');
    await administrator.sees('待形式审查');
    await administrator.leave();
  });

  await step('the officer sees what changed and passes it', async () => {
    const officer = await Person.signedIn(house, 'lz.officer');
    await openCheck(officer, 'lz', number);
    await officer.sees('参加人数不少于80人', '.kx-diff');
    await officer.picture('check-again');
    await judgeAll(officer);
    await override(officer, '经核实，该学会确有实施能力，同意受理。');
    await decide(officer, 'pass');
    await officer.leave();
  });

  await step('the paper carries the code of the electronic version; another code is refused', async () => {
    const administrator = await Person.signedIn(house, 'lz.jixie.administrator');
    await administrator.open(address);
    code = (await administrator.text()).match(/[0-9A-F]{5}-[0-9A-F]{5}/)[0];
    const form = await administrator.fetch(`${address}/application.pdf`);
    assert.equal(form.status, 200);
    assert.equal(form.body.subarray(0, 5).toString(), '%PDF-');
    await administrator.leave();

    const officer = await Person.signedIn(house, 'lz.officer');
    await takePaper(officer, 'lz', code, '2026-03-30');
    await officer.findsPageSound();
    await officer.picture('paper-desk');
    await officer.leave();
  });
});
