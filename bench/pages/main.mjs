// Measures pages, a full submission, printing and the last half minute before a deadline. See README.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { Server, childrenCpu, command, cpu, memory, prepare } from './system.mjs';
import { applications, drafts, idText, limited, societies, tokenOf, written } from './rows.mjs';
import { scan } from './scan.mjs';
import { workbook } from './sheet.mjs';
import { ask, signIn, spread, tell, together } from './load.mjs';

const [binary, kind, folder, out] = process.argv.slice(2);
const sizes = (process.env.BENCH_SIZES ?? '1000,100000').split(',').map(Number);
const PASSWORD = 'Demo-2026-kexiang';
const round = (n) => Number(n.toFixed(2));
const results = { engine: kind, at: new Date().toISOString(), cores: os.cpus().length, load: os.loadavg().map(round), pages: [] };
const db = prepare(binary, folder, kind);

const taken = (servers) => cpu([...servers.map((s) => s.pid), ...db.processes()]);

/** Work on the running servers: processor time per piece of it, and how long people wait. */
async function measured(servers, count, times) {
  const before = taken(servers);
  const waits = await times();
  return { count, cpu_ms: round((taken(servers) - before) / count), ...spread(waits) };
}

async function pages(size) {
  applications(db, 'lz', size);
  const server = await Server.start(binary, folder, db, 8201);
  await new Promise((done) => setTimeout(done, 1500));
  const row = {
    applications: size, cold_start_ms: round(server.start.ms), cold_start_cpu_ms: round(server.start.cpu),
    idle_mib: { server: round(memory([server.pid])), database: round(memory(db.processes())) },
  };
  const [society, officer] = [await signIn(server.url, 'lz.jixie.administrator', PASSWORD), await signIn(server.url, 'lz.officer', PASSWORD)];
  const flows = {
    nothing: ['/healthz', {}],
    public_page: ['/associations/lz/calls/lz-2026', {}],
    own_list: ['/applications', society],
    officer_list: ['/associations/lz/desk?call=lz-2026', officer],
    officer_search: [`/associations/lz/desk?call=lz-2026&state=submitted&q=${encodeURIComponent('测量学会42')}`, officer],
  };
  for (const [name, [page, headers]] of Object.entries(flows)) {
    const once = async () => { const answer = await ask(server.url + page, { headers }); if (answer.status !== 200) throw new Error(`${page}: ${answer.status}`); return answer.ms; };
    await together(4, Array.from({ length: 20 }), once);
    const count = ['nothing', 'public_page'].includes(name) ? 1000 : 300;
    row[name] = await measured([server], count, () => together(4, Array.from({ length: count }), once));
  }
  row.busy_mib = { server: round(memory([server.pid])), database: round(memory(db.processes())) };
  await server.stop();
  results.pages.push(row);
  console.log(JSON.stringify(row));
}

/** Words that no two people choose alike: text is compared with all other text of an association. */
const VOCABULARY = Array.from({ length: 3000 }, () => String.fromCodePoint(...Array.from({ length: 2 + Math.floor(Math.random() * 2) }, () => 0x4e00 + Math.floor(Math.random() * 600))));
function prose(length) {
  let text = '';
  for (let n = 0; text.length < length; n += 1) text += VOCABULARY[Math.floor(Math.random() * VOCABULARY.length)] + (n % 7 === 6 ? '，' : '');
  return text.slice(0, length);
}

/** What one applicant fills in: 1,500 characters of text beside names, numbers and choices. */
const fields = () => ({
  title: '学会科技服务站公共服务能力提升', amount: 8_000_000, leader: '梁永康', leader_position: '秘书长', leader_phone: '13800200001',
  contact: '陈立群', contact_phone: '13800200002', basis: prose(260), plan: prose(540),
  goal: prose(240), conditions: prose(240), schedule: prose(220),
  goals: ['支持学术交流、科技社团质量提升平台建设，推动省级学会创新发展'], 'targets/result': '建成学会科技服务站2个，开展科技志愿服务12次', 'budget/conference/grant': '5', 'budget/travel/grant': '3',
});

async function fill(url, token, application) {
  for (const [field, value] of Object.entries(fields())) {
    const answer = await tell(url, token, 'PATCH', `${application}/fields`, { field, value });
    if (answer.status !== 200) throw new Error(`${field}: ${answer.status} ${answer.text}`);
  }
}

/** The clock of all servers, `ms` before the electronic deadline of the Guangdong call. */
function clock(msBefore) {
  const closes = Number(db.run("select closes_at from call where code = 'gd-2024'"));
  db.run(`update setting set value = '${closes - msBefore - Date.now()}' where name = 'demo-clock-offset'`);
}

async function begun(url, n) {
  const token = tokenOf(n);
  const answer = await tell(url, token, 'POST', '/api/v1/associations/gd/calls/gd-2024/applications', { type: 'GD2024-04', organisation: idText(n) });
  if (answer.status !== 201) throw new Error(`begin: ${answer.status} ${answer.text}`);
  return `/api/v1/associations/gd/applications/${answer.json.id}`;
}

/** Pages of a PDF, as its page tree says; the objects of typst's files are packed, so that `qpdf` is not needed but zlib is. */
function pdfPages(bytes) {
  const plain = [bytes.toString('latin1')];
  for (let at = 0; (at = bytes.indexOf('stream\n', at)) >= 0; at += 7) {
    try { plain.push(inflateSync(bytes.subarray(at + 7)).toString('latin1')); } catch { /* a stream of another kind */ }
  }
  return Math.max(...plain.flatMap((text) => [...text.matchAll(/\/Count (\d+)/g)].map((match) => Number(match[1]))));
}

const accepted = (answer) => answer.status === 200 || answer.status === 204;

/** 50 people at once: begin, fill in 1,500 characters field by field, add a file of 200 KB, submit; then print. */
async function submissions(servers) {
  const { url } = servers[0];
  const people = Array.from({ length: 50 }, (_, n) => 3_000_001 + n);
  const places = [];
  results.submission = await measured(servers, people.length, () => together(50, people, async (n) => {
    const began = performance.now();
    const place = await begun(url, n);
    places.push([n, place]);
    await fill(url, tokenOf(n), place);
    const file = await tell(url, tokenOf(n), 'POST', `${place}/fields/files/files/${encodeURIComponent('证明.pdf')}`, scan(200_000));
    if (file.status !== 201) throw new Error(`file: ${file.status} ${file.text}`);
    const done = await tell(url, tokenOf(n), 'POST', `${place}/commands/sign-off`, {});
    if (!accepted(done)) throw new Error(`sign-off: ${done.status} ${done.text}`);
    return performance.now() - began;
  }));
  let printed;
  const print = async ([n, place]) => {
    const answer = await tell(url, tokenOf(n), 'GET', `${place}/application.pdf`);
    if (answer.status !== 200) throw new Error(`print: ${answer.status}`);
    printed = answer.bytes;
    return answer.ms;
  };
  await together(2, places.slice(0, 5), print);
  results.print = await measured(servers, 45, () => together(2, places.slice(5), print));
  results.print.pages = pdfPages(printed);
  console.log(JSON.stringify({ submission: results.submission, print: results.print }));
  return places[0];
}

/** 500 societies submit three applications each within the last 30 seconds, against a limit of two. */
async function storm(servers, round_, model) {
  const first = 5_000_000 + round_ * 10_000;
  const base = 4_000_000 + round_ * 1_000;
  societies(db, 'gd', 'gd.jixie.administrator', base, 500);
  drafts(db, 'gd', model, base, 500, 3, first);
  const texts = ['basis', 'plan', 'goal', 'conditions', 'schedule'];
  written(db, 'gd', first, 1500, texts, () => prose(300));
  clock(30_000);
  const shots = Array.from({ length: 1500 }, (_, n) => ({ n, wait: Math.random() * 24_000 }));
  const answers = [];
  const before = taken(servers);
  await Promise.all(shots.map(async ({ n, wait }) => {
    await new Promise((done) => setTimeout(done, wait));
    const place = `/api/v1/associations/gd/applications/${idText(first + n)}/commands/sign-off`;
    const answer = await tell(servers[n % servers.length].url, tokenOf(base + 1 + Math.floor(n / 3)), 'POST', place, {}, { 'idempotency-key': `storm-${round_}-${n}` });
    answers.push(answer);
  }));
  const spent = taken(servers) - before;
  const said = (answer) => answer.json?.code ?? String(answer.status);
  const refusals = {};
  for (const answer of answers.filter((a) => !accepted(a))) refusals[said(answer)] = (refusals[said(answer)] ?? 0) + 1;
  const where = `association = 'gd' and id >= ${first} and id < ${first + 1500}`;
  const closes = Number(db.run("select closes_at from call where code = 'gd-2024'"));
  const row = {
    servers: servers.length, requests: answers.length, accepted: answers.filter(accepted).length, refusals,
    refused_with_clause: answers.filter((a) => !accepted(a) && a.json?.clause?.says).length,
    stored_submitted: Number(db.run(`select count(*) from application where ${where} and state = 'submitted'`)),
    stored_late: Number(db.run(`select count(*) from application where ${where} and submitted_at > ${closes}`)),
    most_of_one: Number(db.run(`select max(n) from (select count(*) as n from application where ${where} and state = 'submitted' group by organisation) as counted`)),
    cpu_ms: round(spent / answers.length), ...spread(answers.map((a) => a.ms)),
  };
  (results.storm ??= []).push(row);
  console.log(JSON.stringify(row));
  if (row.accepted !== 1000 || row.stored_submitted !== 1000 || row.stored_late !== 0 || row.most_of_one !== 2 || row.refused_with_clause !== 500) process.exitCode = 1;
}

/** A second after the deadline nothing is taken any more. */
async function late(servers, model) {
  const first = 5_900_000;
  drafts(db, 'gd', model, 4_000_000, 20, 1, first);
  clock(0);
  const answers = await together(20, Array.from({ length: 20 }), (_, n) => tell(servers[0].url, tokenOf(4_000_001 + n), 'POST', `/api/v1/associations/gd/applications/${idText(first + n)}/commands/sign-off`, {}));
  results.late = { requests: 20, accepted: answers.filter(accepted).length, said: [...new Set(answers.map((a) => a.json?.code))] };
  console.log(JSON.stringify({ late: results.late }));
  if (results.late.accepted !== 0) process.exitCode = 1;
}

/** A list of 10,000 organisations, imported by the command line as one transaction; then the same file again. */
function imported() {
  const file = path.join(folder, 'list.xlsx');
  const rows = Array.from({ length: 10_000 }, (_, n) => [`测量第${n}学会`, '学会', '柳州市', '柳州市某研究院', `联系人${n % 100}`, `138${String(n).padStart(8, '0')}`]);
  writeFileSync(file, workbook([['学会名称', '单位类别', '所在地区', '依托单位', '联系人', '手机'], ...rows]));
  const count = () => Number(db.run("select count(*) from organisation where association = 'lz'"));
  const before = count();
  const once = () => {
    const [own, began] = [taken([]) + childrenCpu(), performance.now()];
    command(binary, folder, db, ['organisation', 'import', file, '--association', 'lz']);
    return { cpu_s: round((taken([]) + childrenCpu() - own) / 1000), s: round((performance.now() - began) / 1000) };
  };
  results.import = { rows: rows.length, first: once(), added: count() - before, again: once() };
  console.log(JSON.stringify({ import: results.import }));
  if (results.import.added !== rows.length) process.exitCode = 1;
}

try {
  try { imported(); } catch (error) { results.import = { failed: error.message }; process.exitCode = 1; }
  societies(db, 'gd', 'gd.jixie.administrator', 3_000_000, 60);
  limited(db, 'gd', 'gd-2024', 'three-per-organisation', 2);
  clock(5 * 86_400_000);
  const one = [await Server.start(binary, folder, db, 8202, { demo: true })];
  await submissions(one);
  const place = await begun(one[0].url, 3_000_055);
  await fill(one[0].url, tokenOf(3_000_055), place);
  // As text: an id is greater than what a number here holds exactly.
  const model = db.run("select max(id) from application where association = 'gd' and organisation = 3000055").trim();
  await storm(one, 0, model);
  if (kind === 'postgres') await storm([...one, (one[1] = await Server.start(binary, folder, db, 8203, { demo: true }))], 1, model);
  await late(one, model);
  for (const server of one) await server.stop();
  for (const size of sizes) await pages(size);
} finally {
  await Server.stopAll();
  db.stop();
}
mkdirSync(path.dirname(out), { recursive: true });
writeFileSync(out, `${JSON.stringify(results, null, 2)}\n`);
