import test from 'node:test';
import assert from 'node:assert/strict';
import { countWords, judge } from '../counter.js';

test('words are counted as Word and WPS do', () => {
  for (const [text, count] of [
    ['', 0], ['   \n\u3000', 0], ['科学技术协会', 6], ['科普，进校园。', 7], ['Hello, world', 2], ["don't", 1], ['don’t', 1], ['“科普”', 4],
    ['2026年3月31日', 6], ['参加者≥80%以上', 7], ['AI技术', 3], ['占比12.5%，共3万元', 8], ['——……', 4], ['艾力·买买提', 6], ['１２３', 3],
    ['第一行\n第二行', 6], ['𠮷野家', 3], ['葛\u{E0100}城', 2], ['科\u200B普', 2], ['شىنجاڭ ئۇيغۇر', 2],
  ]) assert.equal(countWords(text), count, JSON.stringify(text));
});

test('the count is judged against both limits, which are themselves allowed', () => {
  assert.deepEqual(judge(800, 0, 800), { key: 'count_max', params: { n: 800, max: 800 }, state: 'fine' });
  assert.deepEqual(judge(801, 0, 800), { key: 'count_over', params: { n: 801, max: 800, over: 1 }, state: 'over' });
  assert.deepEqual(judge(1499, 1500, 0), { key: 'count_under', params: { n: 1499, min: 1500, more: 1 }, state: 'under' });
  assert.deepEqual(judge(1500, 1500, 0), { key: 'count', params: { n: 1500 }, state: 'fine' });
  assert.deepEqual(judge(5, 0, 0), { key: 'count', params: { n: 5 }, state: 'fine' });
});
