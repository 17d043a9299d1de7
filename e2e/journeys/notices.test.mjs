// Each of the four notices from its file to a published call: dropped, what waits looked at first, a value corrected (and
// taken back), words chosen and said what they are, the form built from the annex, previewed, published by a second person.
// A person's share of it stays below ten minutes. Two notices are of past years and get a later deadline, one states none.
import test from 'node:test';
import assert from 'node:assert/strict';
import { House } from '../support/house.mjs';
import { Person, journey } from '../support/person.mjs';
import { Effort, add, correct, drop, handIn, handOver, preview, publish, review, select, settle, undo, waiting } from '../support/notice.mjs';

const CASES = [
  {
    name: '柳州', association: 'lz', file: 'liuzhou-2026',
    wrong: { kind: 'copies', value: '5', shown: '5份' },
    chosen: { words: '活动形式不限', kind: '申报条件' },
    form: ['项目名称'],
  },
  {
    name: '宁夏', association: 'nx', file: 'ningxia-2025',
    wrong: { kind: 'deadline', value: '2026-05-15T18:00', shown: '2026-05-15 18:00', kept: true },
    chosen: { words: '要素齐全', kind: '申报条件' },
    form: ['项目名称'],
  },
  {
    name: '新疆', association: 'xj', file: 'xinjiang-2025',
    wrong: { kind: 'amount', value: '6万元', shown: '6万元' },
    chosen: { words: '申报指南', kind: '附件' },
    set: { words: '（2025年6月20日）', kind: '截止时间', value: '2026-07-31T18:00' },
    form: ['项目名称'],
  },
  {
    name: '广东', association: 'gd', file: 'guangdong-2024',
    wrong: { kind: 'deadline', value: '2026-09-25', shown: '2026-09-25', kept: true },
    chosen: { words: '各省科协团体会员', kind: '申报条件' },
    form: ['项目名称'],
  },
];

for (const one of CASES) {
  test(`${one.name}：从通知文件到发布`, async (t) => {
    const house = await House.open();
    t.after(() => house.close());
    const step = journey(t);
    const effort = new Effort();
    let notice = '';
    let programme = '';

    await step('the officer drops the file and sees first what waits', async () => {
      const officer = await Person.signedIn(house, `${one.association}.officer`);
      notice = await drop(officer, effort, one.association, one.file);
      await officer.findsPageSound();
      await settle(officer, effort);
      assert.equal(await waiting(officer), 0);
      await officer.leave();
    });

    await step('corrects a value, takes it back, says what chosen words are, takes that back too', async () => {
      const officer = await Person.signedIn(house, `${one.association}.officer`);
      await officer.open(notice);
      const facts = () => officer.page.locator('#facts .kx-fact').count();
      const { kind, value, shown } = one.wrong;
      await correct(officer, effort, kind, value);
      await officer.sees(shown, `#kind-${kind} + ul`);
      if (!one.wrong.kept) {
        await undo(officer, effort);
        assert.ok(!(await officer.text(`#kind-${kind} + ul`)).includes(shown));
      }

      const before = await facts();
      await select(officer, effort, one.chosen.words);
      await add(officer, effort, one.chosen.kind);
      assert.equal(await facts(), before + 1);
      await officer.findsPageSound();
      await undo(officer, effort);
      assert.equal(await facts(), before);
      if (one.set) {
        await select(officer, effort, one.set.words);
        await add(officer, effort, one.set.kind, one.set.value);
        await officer.sees('2026-07-31 18:00', '#facts');
      }
      await review(officer, effort);
      await officer.leave();
    });

    await step('makes the draft, looks at the page and the form, hands it to a second person', async () => {
      const officer = await Person.signedIn(house, `${one.association}.officer`);
      await officer.open(notice);
      programme = await handOver(officer, effort);
      await officer.findsPageSound();
      await preview(officer, effort, programme, one.form);
      await handIn(officer, effort);
      await officer.leave();
    });

    await step('the head publishes, and anybody may read the call', async () => {
      const head = await Person.signedIn(house, `${one.association}.head`);
      await publish(head, effort, programme);
      const call = await head.page.locator('.kx-state__next a').getAttribute('href');
      await head.leave();
      const passer = await Person.stranger(house);
      await passer.open(call);
      await passer.findsPageSound();
      await passer.leave();
    });

    t.diagnostic(`a person's share: ${Math.round(effort.seconds / 6) / 10} minutes`);
    assert.ok(effort.seconds < 600, `${effort.seconds} seconds of a person's time`);
  });
}
