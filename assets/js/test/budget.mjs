import test from 'node:test';
import assert from 'node:assert/strict';
import { sums, verdict } from '../budget.js';

const cell = (row, col, text) => ({ row, col, text });

test('sums by row, column and over all, in fen', () => {
  const totals = sums([cell('meeting', 'grant', '0.1'), cell('meeting', 'own', '0.2'), cell('expert', 'grant', '0.7'), cell('expert', 'own', ' ')]);
  assert.deepEqual(totals, { 'row:meeting': 300000, 'row:expert': 700000, 'col:grant': 800000, 'col:own': 200000, all: 1000000 });
});

test('a cell that cannot be read leaves its sums open, and only those', () => {
  const totals = sums([cell('a', 'grant', '1'), cell('b', 'grant', '约2'), cell('b', 'own', '3'), cell('c', 'own', '1')]);
  assert.deepEqual(totals, { all: null, 'row:a': 1000000, 'col:grant': null, 'row:b': null, 'col:own': 4000000, 'row:c': 1000000 });
});

test('limits hold for the column they name; the limit itself is allowed', () => {
  const at = (fen) => verdict({ all: fen + 5, 'col:grant': fen }, { limitCol: 'grant', max: 2000000, min: 1000000 });
  assert.equal(at(2000000), null);
  assert.deepEqual(at(2000001), { key: 'budget_over', params: { sum: '2.000001', max: '2', over: '0.000001' } });
  assert.deepEqual(at(999999), { key: 'budget_under', params: { sum: '0.999999', min: '1', more: '0.000001' } });
  assert.equal(at(1000000), null);
  assert.equal(at(0), null);
});

test('spending and sources must be equal to the fen', () => {
  assert.equal(verdict({ all: 700000 }, { other: 700000 }), null);
  assert.deepEqual(verdict({ all: 700000 }, { other: 700001 }), { key: 'budget_unbalanced', params: { sum: '0.7', other: '0.700001', gap: '0.000001' } });
  assert.deepEqual(verdict({ all: null }, { other: 1 }), { key: 'budget_unread', params: {} });
});
