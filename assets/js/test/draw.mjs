import test from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { byCodePoints, commitment, draw, planDigest, sha256, sm3, verify } from '../draw-run.js';

const bytes = (text) => new TextEncoder().encode(text);

/** The same example as in bench/matching/draw_reference.py and crates/matching/tests/it/draw.rs. */
function example(hash) {
  const candidates = Array.from({ length: 12 }, (_, i) => i + 1).map((i) => (
    { id: `E${String(i).padStart(2, '0')}`, name: `专家${i}`, stratum: '技术', weight: 1 + (i % 3) }));
  candidates[4].excluded = '与申报单位同一法人';
  for (let i = 1; i <= 5; i += 1) candidates.push({ id: `F${i}`, name: '', stratum: '财务', weight: 1 });
  candidates.push({ id: '\uff21', name: '全角', stratum: '财务', weight: 1 }, { id: '\u{20000}', name: '𠀀', stratum: '财务', weight: 1 });
  return {
    purpose: '2026年度"科普"项目评审专家\n第一批', hash, candidates,
    contributors: [{ by: '项目办', origin: 'secret' }, { by: '公开开奖第2026101期', origin: 'public' }],
    strata: [{ name: '技术', count: 3, reserves: 2 }, { name: '财务', count: 2, reserves: 0 }],
  };
}
const shares = [{ by: '项目办', seed: '00112233445566778899aabbccddeeff' }, { by: '公开开奖第2026101期', seed: '03 11 17 22 28 31 + 09' }];

test('the hashes are the standard ones', () => {
  for (const text of ['', 'abc', 'a'.repeat(55), 'a'.repeat(56), 'a'.repeat(64), '科项'.repeat(99)]) {
    assert.equal(sha256(bytes(text)), createHash('sha256').update(text).digest('hex'));
  }
  assert.equal(sm3(bytes('abc')), '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
  assert.equal(sm3(bytes('abcd'.repeat(16))), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
});

test('the draw is that of the independent reference', () => {
  const vectors = {
    'sha-256': ['7eee575e169ed605f732244c4a4e45e24aac8bf200a42a924cd7faf77984837b',
      '09042b532e9389d1c392ad457d11da783fc015f7636db4f36fb6e4c5232f0609',
      [[21, 10, 'E07'], [19, 7, 'E04'], [17, 10, 'E09'], [16, 14, 'E11'], [13, 6, 'E06'], [7, 4, 'F5'], [6, 1, 'F2']]],
    sm3: ['b7ce7053d36da24f8e78d5d26e173242f1f6576a218b5f72b2d7c0fa7842ea0f',
      '858eaf8c35e23df46ada2c11fd5f20cbe178b565f513bf1d1ab62c747925d947',
      [[21, 11, 'E08'], [18, 4, 'E02'], [15, 7, 'E07'], [13, 4, 'E04'], [11, 10, 'E12'], [7, 3, 'F4'], [6, 0, 'F1']]],
  };
  for (const [hash, [digest, pledge, picks]] of Object.entries(vectors)) {
    const plan = example(hash);
    assert.equal(planDigest(plan), digest);
    assert.equal(commitment(hash, digest, shares[0].by, shares[0].seed), pledge);
    assert.deepEqual(draw(plan, digest, shares).map((p) => [p.total, p.number, p.id]), picks);
  }
});

test('ids are sorted by code points, not by UTF-16', () => {
  assert.ok(byCodePoints('\uff21', '\u{20000}') < 0);
  assert.ok(byCodePoints('A', 'A1') < 0 && byCodePoints('A1', 'A') > 0);
  assert.equal(byCodePoints('甲', '甲'), 0);
});

function record() {
  const plan = example('sha-256');
  const plan_digest = planDigest(plan);
  const pledges = [{ by: shares[0].by, commitment: commitment('sha-256', plan_digest, shares[0].by, shares[0].seed) }, { by: shares[1].by }];
  const picks = draw(plan, plan_digest, shares);
  return { notice: { algorithm: 'kexiang-draw', version: 1, plan, plan_digest, pledges, part_digests: [], published_at: '' }, shares, picks, witnesses: [], drawn_at: '', seal: '' };
}
const good = (result, what) => result.checks.find((check) => check.what === what).good;

test('whatever is changed is seen', () => {
  const sound = verify(record());
  assert.deepEqual(sound.checks.map((c) => c.good), [true, true, true, false]);
  const swapped = record();
  [swapped.picks[0].id, swapped.picks[1].id] = [swapped.picks[1].id, swapped.picks[0].id];
  assert.equal(good(verify(swapped), 'picks'), false);
  const struck = record();
  struck.notice.plan.candidates.pop();
  assert.equal(good(verify(struck), 'list'), false);
  const seeded = record();
  seeded.shares = [{ by: '项目办', seed: 'ff'.repeat(16) }, shares[1]];
  assert.equal(good(verify(seeded), 'seeds'), false);
  assert.deepEqual(verify({ notice: { algorithm: 'other', version: 1 } }), { refused: true });
});
