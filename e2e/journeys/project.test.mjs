// 拨付与支出（广东）: finance reviews what the officer asked for, the leader releases it, the bank's list is made and the payment
// is entered; the society books an expense against its budget line; what is banned is refused with its clause; the books agree.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { House } from '../support/house.mjs';
import { Person, journey } from '../support/person.mjs';

let house;
before(async () => { house = await House.open('2026-03-30T09:00:00'); });
after(() => house?.close());

test('广东：复核、签批、付款、支出', async (t) => {
  const step = journey(t);
  const payment = 'GD-2024-001-BF2';
  let project = '';

  const sheet = (person) => person.page.locator(`section[aria-label="${payment}"]`);

  await step('finance reviews what the officer asked for', async () => {
    const finance = await Person.signedIn(house, 'gd.finance');
    await finance.open('/associations/gd/finance');
    await finance.findsPageSound();
    await finance.picture('finance');
    project = (await sheet(finance).getByRole('link').first().getAttribute('href')).replace(/\/money.*$/, '');
    await finance.press('复核', sheet(finance));
    await finance.sees('待签批');
    await finance.leave();
  });

  await step('who reviewed does not release; the leader does', async () => {
    const finance = await Person.signedIn(house, 'gd.finance');
    await finance.open('/associations/gd/finance');
    assert.equal(await sheet(finance).getByRole('button', { name: '签批' }).count(), 0);
    await finance.leave();
    const leader = await Person.signedIn(house, 'gd.leader');
    await leader.open('/associations/gd/finance');
    await leader.press('签批', sheet(leader));
    await leader.leave();
  });

  await step('finance makes the list for the bank and enters what was paid', async () => {
    const finance = await Person.signedIn(house, 'gd.finance');
    await finance.open('/associations/gd/finance');
    await finance.press('生成拨付表');
    await finance.sees('拨付表第');
    await sheet(finance).locator('input[name=voucher]').fill('20260330-0021');
    await sheet(finance).locator('input[name=paid_on]').fill('2026-03-30');
    await finance.press('登记付款', sheet(finance));
    await finance.open(`${project}/money`);
    await finance.sees('20260330-0021');
    await finance.findsPageSound();
    await finance.leave();
  });

  await step('the society books an expense and sees what is left of the line', async () => {
    const society = await Person.signedIn(house, 'gd.jixie.administrator');
    await society.open(`${project}/expenses`);
    await society.findsPageSound();
    const form = society.page.locator('form[action$="/expenses"]');
    const before = await society.text('main table');
    await form.locator('input[name=amount]').fill('1200.50');
    await form.locator('input[name=spent-on]').fill('2026-03-29');
    await form.locator('input[name=purpose]').fill('论坛会议室租用');
    await form.locator('input[name=payee]').fill('广州会议中心');
    await form.locator('input[name=voucher]').fill('记-0020');
    await society.press('登记', form);
    await society.sees('论坛会议室租用');
    assert.notEqual(await society.text('main table'), before);
    await society.leave();
  });

  await step('the books agree', async () => {
    const finance = await Person.signedIn(house, 'gd.finance');
    await finance.open('/associations/gd/finance');
    await finance.sees('余额与明细全部相符');
    await finance.leave();
  });
});
