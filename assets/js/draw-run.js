// The draw algorithm `kexiang-draw` version 1, as crates/matching/src/draw/mod.rs describes it, once more in the
// browser: an inspector re-runs a record here without trusting the server that wrote it. Nothing but this file is needed.

const ROUNDS = [
  [0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14],
];
const left = (x, n) => (n ? (x << n) | (x >>> (32 - n)) : x);
const right = (x, n) => (x >>> n) | (x << (32 - n));

/** The bytes of a message padded to blocks of 64, as SHA-256 and SM3 both do. */
function padded(bytes) {
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const block = new Uint8Array(length);
  block.set(bytes);
  block[bytes.length] = 0x80;
  const view = new DataView(block.buffer);
  view.setUint32(length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(length - 4, (bytes.length << 3) >>> 0);
  return view;
}

const hex = (words) => Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');

/** The first 32 bits of the fractional parts of roots of the first primes, as FIPS 180-4 defines its constants. */
function roots(count, power) {
  const found = [];
  for (let n = 2; found.length < count; n += 1) {
    if (Array.from({ length: n }, (_, d) => d).slice(2).every((d) => n % d)) found.push(((n ** power) % 1) * 2 ** 32 | 0);
  }
  return found;
}

const SHA_ROUND = roots(64, 1 / 3);

export function sha256(bytes) {
  const view = padded(bytes);
  const state = roots(8, 1 / 2);
  const w = new Int32Array(64);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 64; i += 1) {
      if (i < 16) { w[i] = view.getInt32(at + i * 4); continue; }
      const [x, y] = [w[i - 15], w[i - 2]];
      w[i] = w[i - 16] + (right(x, 7) ^ right(x, 18) ^ (x >>> 3)) + w[i - 7] + (right(y, 17) ^ right(y, 19) ^ (y >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const t1 = h + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + ((e & f) ^ (~e & g)) + SHA_ROUND[i] + w[i];
      const t2 = (right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = (state[i] + value) | 0; });
  }
  return hex(state);
}

const SM3_START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];

/** GB/T 32905-2016. */
export function sm3(bytes) {
  const view = padded(bytes);
  const state = SM3_START.map((word) => word | 0);
  const p1 = (x) => x ^ left(x, 15) ^ left(x, 23);
  const w = new Int32Array(68);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 68; i += 1) {
      w[i] = i < 16 ? view.getInt32(at + i * 4) : p1(w[i - 16] ^ w[i - 9] ^ left(w[i - 3], 15)) ^ left(w[i - 13], 7) ^ w[i - 6];
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const early = i < 16;
      const ss1 = left((left(a, 12) + e + left(early ? 0x79cc4519 : 0x7a879d8a, i % 32)) | 0, 7);
      const ff = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = early ? e ^ f ^ g : (e & f) | (~e & g);
      const tt1 = (ff + d + (ss1 ^ left(a, 12)) + (w[i] ^ w[i + 4])) | 0;
      const tt2 = (gg + h + ss1 + w[i]) | 0;
      [d, c, b, a] = [c, left(b, 9), a, tt1];
      [h, g, f, e] = [g, left(f, 19), e, tt2 ^ left(tt2, 9) ^ left(tt2, 17)];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] ^= value; });
  }
  return hex(state);
}

/** A value, or what it means when a record leaves it out. */
const or = (value, otherwise) => (value === undefined || value === null ? otherwise : value);

/** Digest of lines of compact JSON. */
function digest(hash, lines) {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const bytes = new TextEncoder().encode(text);
  return hash === 'sm3' ? sm3(bytes) : sha256(bytes);
}

/** Order by code points: JavaScript's own order is that of UTF-16. */
export function byCodePoints(a, b) {
  const [x, y] = [Array.from(a), Array.from(b)];
  const at = x.findIndex((c, i) => c !== y[i]);
  if (at < 0) return x.length - y.length;
  return at >= y.length ? 1 : x[at].codePointAt(0) - y[at].codePointAt(0);
}

const sorted = (candidates) => [...candidates].sort((a, b) => byCodePoints(a.id, b.id));
const head = (...rest) => ['kexiang-draw', 1, ...rest];

export function planDigest(plan) {
  const hash = plan.hash || 'sha-256';
  return digest(hash, [
    head('plan', hash), ['purpose', plan.purpose],
    ...plan.contributors.map((c) => ['contributor', c.by, c.origin]),
    ...plan.strata.map((s) => ['stratum', s.name, s.count, s.reserves || 0]),
    ...sorted(plan.candidates).map((c) => ['candidate', c.id, c.name || '', c.stratum, or(c.weight, 1), or(c.excluded, null)]),
  ]);
}

export function commitment(hash, plan, by, seed) {
  return digest(hash, [head('seed', plan, by, seed)]);
}

/** The ChaCha20 key stream (RFC 8439) as 64-bit little-endian words. */
function* keystream(key) {
  const bytes = Uint8Array.from(key.match(/../g), (pair) => parseInt(pair, 16));
  const words = Array.from({ length: 8 }, (_, i) => new DataView(bytes.buffer).getUint32(i * 4, true));
  for (let counter = 0; ; counter += 1) {
    const state = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, ...words, counter, 0, 0, 0];
    const x = Int32Array.from(state);
    const mix = (a, b, d, n) => { x[a] += x[b]; x[d] = left(x[d] ^ x[a], n); };
    for (let round = 0; round < 10; round += 1) {
      for (const [a, b, c, d] of ROUNDS) {
        mix(a, b, d, 16); mix(c, d, b, 12); mix(a, b, d, 8); mix(c, d, b, 7);
      }
    }
    const out = state.map((word, i) => BigInt((word + x[i]) >>> 0));
    for (let i = 0; i < 16; i += 2) yield out[i] | (out[i + 1] << 32n);
  }
}

/** A number below n, each as likely as any other: words beyond the largest multiple of n are skipped. */
function below(words, n) {
  const limit = ((1n << 64n) / n) * n;
  for (;;) {
    const word = words.next().value;
    if (word < limit) return word % n;
  }
}

/** Draws again: every step as {stratum, place, reserve, total, number, id}. */
export function draw(plan, plan_digest, shares) {
  const key = digest(plan.hash || 'sha-256', [head('key', plan_digest), ...shares.map((s) => ['share', s.by, s.seed])]);
  const words = keystream(key);
  const picks = [];
  for (const stratum of plan.strata) {
    const own = sorted(plan.candidates).filter((c) => c.stratum === stratum.name && or(c.excluded, null) === null);
    for (let place = 1; place <= stratum.count + (stratum.reserves || 0) && own.length; place += 1) {
      const total = own.reduce((sum, c) => sum + or(c.weight, 1), 0);
      const number = Number(below(words, BigInt(total)));
      let running = 0;
      const at = own.findIndex((c) => { running += or(c.weight, 1); return running > number; });
      picks.push({ stratum: stratum.name, place, reserve: place > stratum.count, total, number, id: own[at].id });
      own.splice(at, 1);
    }
  }
  return picks;
}

export function seal(record) {
  const { notice } = record;
  return digest(notice.plan.hash || 'sha-256', [
    head('record', notice.plan_digest),
    ['times', notice.published_at || '', record.drawn_at || ''],
    ...notice.pledges.map((p) => ['pledge', p.by, or(p.commitment, null)]),
    ...record.shares.map((s) => ['share', s.by, s.seed]),
    ...record.picks.map((p) => ['pick', p.stratum, p.place, p.total, p.number, p.id]),
    ...(record.witnesses || []).map((w) => ['witness', w.name, w.role || '']),
  ]);
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const step = (p) => [p.stratum, p.place, Boolean(p.reserve), p.total, p.number, p.id];

/**
 * Re-runs a record: {digest, checks: [{what, good}], picks: [{…, name, recorded}]}. `what` is list, seeds, picks or seal. A
 * record of another algorithm gives {refused: true}.
 */
export function verify(record) {
  const { notice } = record;
  if (!notice || notice.algorithm !== 'kexiang-draw' || notice.version !== 1) return { refused: true };
  const { plan } = notice;
  const hash = plan.hash || 'sha-256';
  const given = plan.contributors.map((c, i) => {
    const [share, pledge] = [record.shares[i] || {}, notice.pledges[i] || {}];
    if (share.by !== c.by || pledge.by !== c.by || !share.seed) return false;
    if (c.origin !== 'secret') return true;
    return /^[0-9a-f]{32,}$/.test(share.seed) && pledge.commitment === commitment(hash, notice.plan_digest, share.by, share.seed);
  });
  const again = draw(plan, notice.plan_digest, record.shares);
  const names = new Map(plan.candidates.map((c) => [c.id, c.name || '']));
  return {
    digest: notice.plan_digest,
    checks: [
      { what: 'list', good: planDigest(plan) === notice.plan_digest && same(plan.candidates, sorted(plan.candidates)) },
      { what: 'seeds', good: given.every(Boolean) && record.shares.length === given.length },
      { what: 'picks', good: same(again.map(step), record.picks.map(step)) },
      { what: 'seal', good: seal(record) === record.seal },
    ],
    picks: again.map((p, i) => ({ ...p, name: names.get(p.id) || '', recorded: (record.picks[i] || {}).id || '' })),
  };
}
