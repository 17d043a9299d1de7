// People at work: a browser that signs in, programs with tokens, and how long they wait.
import http from 'node:http';

const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });

/** One request; the answer with its status, text and how long it took. */
export function ask(url, { method = 'GET', headers = {}, body } = {}) {
  const began = performance.now();
  return new Promise((done, failed) => {
    const request = http.request(url, { method, headers, agent }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => { const bytes = Buffer.concat(parts); done({ status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString(), ms: performance.now() - began }); });
    });
    request.on('error', failed);
    request.end(body);
  });
}

/** A person's browser: its cookie after signing in. */
export async function signIn(url, login, password) {
  const cookies = new Map();
  const keep = (answer) => { for (const line of answer.headers['set-cookie'] ?? []) { const [pair] = line.split(';'); const at = pair.indexOf('='); cookies.set(pair.slice(0, at), pair.slice(at + 1)); } };
  const header = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const page = await ask(`${url}/sign-in`);
  keep(page);
  const csrf = page.text.match(/name="csrf" value="([^"]*)"/)?.[1] ?? '';
  const answer = await ask(`${url}/sign-in`, {
    method: 'POST', body: new URLSearchParams({ csrf, name: login, password }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: header(), origin: url },
  });
  keep(answer);
  if (answer.status !== 303) throw new Error(`${login}: sign-in answered ${answer.status}`);
  return { cookie: header() };
}

/** A program's request with a token, JSON in and out. */
export async function tell(url, token, method, path, body, more = {}) {
  const raw = Buffer.isBuffer(body);
  const headers = { authorization: `Bearer ${token}`, 'content-type': raw ? 'application/octet-stream' : 'application/json', ...more };
  const answer = await ask(url + path, { method, headers, body: raw || body === undefined ? body : JSON.stringify(body) });
  return { ...answer, json: /json/.test(answer.headers['content-type'] ?? '') ? JSON.parse(answer.text) : null };
}

/** Does every piece of work, so many side by side. */
export async function together(lanes, work, each) {
  const results = [];
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(lanes, work.length) }, async () => {
    while (next < work.length) { const n = next; next += 1; results[n] = await each(work[n], n); }
  }));
  return results;
}

/** Median and 99th percentile. */
export function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part) => Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))].toFixed(1));
  return { p50: at(0.5), p99: at(0.99) };
}
