// Countdown, upload, idle, queue, presence, words: the pure parts.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { nextTick, remaining } from '../countdown.js';
import { extension, sizeWords, timeLeft } from '../file-row.js';
import { hex, nextPiece, refusal } from '../upload.js';
import { idleState } from '../idle.js';
import { meaning, step, toggled } from '../queue.js';
import { byField } from '../presence.js';
import { step as planStep } from '../plan.js';
import { bothOf } from '../conflict.js';
import { fill, timeOfDay } from '../words.js';
import { learnServerTime, serverNow } from '../net.js';

const HOUR = 3600000;

test('a key does to a pair what its state allows', () => {
  assert.equal(planStep(' ', 'free'), 'give');
  assert.equal(planStep(' ', 'given'), 'take');
  assert.equal(planStep(' ', 'locked'), '');
  assert.equal(planStep('l', 'locked'), 'free');
  assert.equal(planStep('l', 'blocked'), '');
  assert.equal(planStep('x', 'forbidden'), 'free');
  assert.equal(planStep('x', 'submitted'), '');
  assert.equal(planStep('q', 'free'), '');
});

test('what is left is rounded down and over at the deadline itself', () => {
  assert.deepEqual(remaining(51 * HOUR + 59000), { key: 'left_days', params: { d: 2, h: 3 } });
  assert.deepEqual(remaining(24 * HOUR), { key: 'left_days', params: { d: 1, h: 0 } });
  assert.deepEqual(remaining(24 * HOUR - 1), { key: 'left_hours', params: { h: 23, m: 59 } });
  assert.deepEqual(remaining(61000), { key: 'left_minutes', params: { m: 1, s: 1 } });
  assert.deepEqual(remaining(1), { key: 'left_minutes', params: { m: 0, s: 0 } });
  assert.deepEqual(remaining(0), { key: 'left_over', params: {} });
});

test('the clock looks again every second in the last hour, and not after it', () => {
  assert.equal(nextTick(10500), 500);
  assert.equal(nextTick(10000), 1000);
  assert.equal(nextTick(0), null);
  assert.equal(nextTick(30 * HOUR), 50);
  assert.equal(nextTick(30 * HOUR - 1000), 60000);
});

test('the server\'s clock is believed, not the client\'s', () => {
  learnServerTime('2026-03-31T16:59:59+08:00');
  assert.ok(Math.abs(serverNow() - Date.parse('2026-03-31T08:59:59Z')) < 2000);
  learnServerTime('nonsense');
  assert.ok(Math.abs(serverNow() - Date.parse('2026-03-31T08:59:59Z')) < 2000);
  learnServerTime('1774947600000', Date.now());
  assert.ok(Math.abs(serverNow() - 1774947600000) < 2000);
});

test('times of day are Beijing time', () => {
  assert.equal(timeOfDay('2026-03-29T06:01:36Z'), '14:01:36');
  assert.equal(timeOfDay('2026-03-29T23:30:00+08:00'), '23:30:00');
  assert.equal(timeOfDay(undefined), '');
});

test('a file goes up in pieces that cover it exactly', () => {
  const pieces = [];
  for (let piece = nextPiece(10, 0, 4); piece; piece = nextPiece(10, piece[1], 4)) pieces.push(piece);
  assert.deepEqual(pieces, [[0, 4], [4, 8], [8, 10]]);
  assert.equal(nextPiece(10, 10, 4), null);
  assert.deepEqual(nextPiece(9000000, 0, undefined), [0, 4194304]);
});

test('a file that cannot be taken is told so before it is sent', () => {
  const limits = { maxBytes: 100, accept: '.pdf,.docx,image/*' };
  assert.equal(refusal({ name: 'a.PDF', size: 100 }, limits), null);
  assert.equal(refusal({ name: 'a.pdf', size: 101 }, limits), 'up_large');
  assert.equal(refusal({ name: 'a.pdf', size: 0 }, limits), 'up_empty');
  assert.equal(refusal({ name: 'a.exe', size: 1 }, limits), 'up_kind');
  assert.equal(refusal({ name: 'a.exe', size: 1 }, { maxBytes: NaN, accept: '' }), null);
});

test('sizes, times left and extensions in words', () => {
  assert.deepEqual([0, 812, 1536, 48339354, 1288490189].map(sizeWords), ['0 B', '812 B', '1.5 KB', '46.1 MB', '1.2 GB']);
  assert.deepEqual(timeLeft(1000000, 0.06), { key: 'up_left', params: { m: 1 } });
  assert.deepEqual(timeLeft(100, 0.001), { key: 'up_left_soon', params: { s: 1 } });
  assert.deepEqual(timeLeft(100, 0), { key: 'up_left_unknown', params: {} });
  assert.deepEqual([extension('总结.pdf'), extension('无'), extension('a.tar.gz')], ['PDF', '—', 'GZ']);
  assert.equal(hex(new Uint8Array([0, 15, 255]).buffer), '000fff');
});

test('idle: active, warned, over', () => {
  const at = (seconds) => idleState(seconds * 1000, 0, 1800, 300);
  assert.deepEqual(at(1499), { state: 'active', left: 301 });
  assert.deepEqual(at(1500), { state: 'warn', left: 300 });
  assert.deepEqual(at(1800), { state: 'over', left: 0 });
  assert.deepEqual(at(9999), { state: 'over', left: 0 });
});

test('keys mean something only outside of fields and without modifiers', () => {
  const key = (name, more) => meaning({ key: name, ctrlKey: false, metaKey: false, altKey: false, typing: false, ...more });
  assert.equal(key('j'), 'next');
  assert.equal(key('k'), 'previous');
  assert.equal(key('/'), 'search');
  assert.equal(key('j', { typing: true }), null);
  assert.equal(key('j', { ctrlKey: true }), null);
  assert.equal(key('Escape', { typing: true }), 'leave');
  assert.equal(key('q'), null);
});

test('steps stay within the list', () => {
  assert.deepEqual([step(-1, 1, 3), step(0, 1, 3), step(2, 1, 3), step(0, -1, 3), step(-1, 1, 0)], [0, 1, 2, 0, -1]);
  assert.deepEqual(toggled(['1'], '2', true), ['1', '2']);
  assert.deepEqual(toggled(['1', '2'], '1', false), ['2']);
  assert.deepEqual(toggled(['1'], '1', true), ['1']);
});

test('people are grouped by the field they are at', () => {
  const people = [{ name: '韦', at: 'plan' }, { name: '李', at: '' }, { name: '艾', at: 'plan' }];
  assert.deepEqual(byField(people).byField, { plan: [people[0], people[2]] });
  assert.equal(byField(people).all.length, 3);
});

test('both values of a conflict are kept', () => {
  assert.equal(bothOf('mine', 'theirs'), 'theirs\n\nmine');
});

test('every sentence a script asks for is in the sample words, and none is left over', () => {
  const words = JSON.parse(readFileSync(new URL('../../../docs/look/parts/words.json', import.meta.url), 'utf8'));
  const folder = new URL('../', import.meta.url);
  const source = readdirSync(folder).filter((name) => name.endsWith('.js')).map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
  const named = new Set(Array.from(source.matchAll(/'((?:left|count|money|budget|save|unsaved|conflict|presence|up|idle|resign|queue)(?:_[a-z_]+)?)'/g), (found) => found[1]));
  for (const word of ['count', 'left']) if (words[word] === undefined) named.delete(word);
  const notWords = ['conflict', 'save'];
  for (const key of named) if (!notWords.includes(key)) assert.ok(words[key] !== undefined, `no sentence for ${key}`);
  for (const key of Object.keys(words)) assert.ok(named.has(key), `${key} is never said`);
  assert.equal(fill('还有 {d} 天 {x}', { d: 2 }), '还有 2 天 {x}');
});
