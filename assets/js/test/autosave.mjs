import test from 'node:test';
import assert from 'node:assert/strict';
import { backoff, drop, hold, openStore, outcome, put, queueKey, resolve, sendable, settle } from '../autosave-queue.js';

test('the first unsaved change keeps its base and its time until it is saved', () => {
  let queue = put({}, 'plan', '一', 4, 100);
  queue = put(queue, 'plan', '一二', 9, 200);
  assert.deepEqual(queue, { plan: { value: '一二', base: 4, at: 100 } });
});

test('a saved value leaves the queue; what was typed on meanwhile stays and builds on the new version', () => {
  const queue = put({}, 'plan', '一', 4, 100);
  assert.deepEqual(settle(queue, 'plan', '一', 5), {});
  const typedOn = put(queue, 'plan', '一二', 4, 150);
  assert.deepEqual(settle(typedOn, 'plan', '一', 5), { plan: { value: '一二', base: 5, at: 100 } });
  assert.deepEqual(settle({}, 'plan', '一', 5), {});
});

test('lists and ticks are compared as values', () => {
  const queue = put({}, 'kinds', ['a', 'b'], 0, 1);
  assert.deepEqual(settle(queue, 'kinds', ['a', 'b'], 1), {});
  assert.equal(Object.keys(settle(queue, 'kinds', ['b', 'a'], 1)).length, 1);
});

test('a held field is not sent again until the person acts', () => {
  let queue = put(put({}, 'a', '1', 0, 2), 'b', '2', 0, 1);
  assert.deepEqual(sendable(queue), ['b', 'a']);
  queue = hold(queue, 'b', 'conflict');
  assert.deepEqual(sendable(queue), ['a']);
  assert.deepEqual(sendable(put(queue, 'b', '3', 7, 5)), ['a', 'b']);
  assert.equal(put(queue, 'b', '3', 7, 5).b.base, 0);
  assert.deepEqual(resolve(queue, 'b', '3', 8, 6).b, { value: '3', base: 8, at: 6 });
  assert.deepEqual(Object.keys(drop(queue, 'b')), ['a']);
});

test('answers are understood', () => {
  assert.deepEqual(outcome(200, { version: 5, saved_at: 't' }, 'x'), { kind: 'saved', version: 5, at: 't' });
  assert.deepEqual(outcome(409, { theirs: 'y', by: '韦', version: 6 }, 'x'), { kind: 'conflict', theirs: 'y', by: '韦', version: 6 });
  assert.deepEqual(outcome(200, { conflict: { theirs: 'y', by: '韦', version: 6 } }, 'x').kind, 'conflict');
  assert.equal(outcome(409, { theirs: 'x', version: 6 }, 'x').kind, 'saved');
  assert.equal(outcome(401, {}, 'x').kind, 'signed_out');
  assert.deepEqual(outcome(403, { message: '已提交' }, 'x'), { kind: 'refused', message: '已提交' });
  for (const status of [0, 408, 429, 500, 502, 503]) assert.equal(outcome(status, {}, 'x').kind, 'later', String(status));
  assert.equal(outcome(200, {}, 'x').kind, 'refused');
});

test('tries grow rarer, up to half a minute', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 9].map(backoff), [2, 4, 8, 16, 30, 30]);
});

test('the store is that of one person and one form, and survives a full disk in memory', () => {
  assert.notEqual(queueKey('u1', '/a'), queueKey('u2', '/a'));
  const disk = new Map();
  const storage = { getItem: (k) => (disk.has(k) ? disk.get(k) : null), setItem: (k, v) => disk.set(k, v), removeItem: (k) => disk.delete(k) };
  const store = openStore(storage, 'k');
  assert.equal(store.save({ a: { value: '1' } }), true);
  assert.deepEqual(openStore(storage, 'k').load(), { a: { value: '1' } });
  store.save({});
  assert.equal(disk.size, 0);
  const full = openStore({ getItem: () => null, setItem: () => { throw new Error('full'); }, removeItem() {} }, 'k');
  assert.equal(full.save({ a: { value: '2' } }), false);
  assert.deepEqual(full.load(), { a: { value: '2' } });
});
