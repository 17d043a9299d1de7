// The tables of README.md from the results: node bench/pages/table.mjs bench/pages/results/*.json
import { readFileSync } from 'node:fs';

const all = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const line = (cells) => console.log(`| ${cells.join(' | ')} |`);
const sizes = all[0].pages.map((row) => row.applications);
const heads = all.flatMap((one) => sizes.map((size) => `${one.engine}, ${size.toLocaleString('en')}`));
const waits = (part) => `${part.cpu_ms} (${part.p50} / ${part.p99})`;

line(['CPU-ms (p50 / p99 in ms)', ...heads]);
line(Array.from({ length: heads.length + 1 }, () => '---'));
for (const [name, words] of [['nothing', 'a request for nothing (`/healthz`)'], ['public_page', 'public page of a call'], ['own_list', 'own list'], ['officer_list', "officer's list"], ['officer_search', 'the same, state and search']]) {
  line([words, ...all.flatMap((one) => sizes.map((size) => waits(one.pages.find((row) => row.applications === size)[name])))]);
}
line(['cold start, ms', ...all.flatMap((one) => one.pages.map((row) => row.cold_start_ms))]);
line(['idle, MiB: server + database', ...all.flatMap((one) => one.pages.map((row) => `${row.idle_mib.server} + ${row.idle_mib.database}`))]);
console.log();
line(['CPU-ms (p50 / p99 in ms)', ...all.map((one) => one.engine)]);
line(Array.from({ length: all.length + 1 }, () => '---'));
line(['full submission', ...all.map((one) => waits(one.submission))]);
line(['form as PDF', ...all.map((one) => `${waits(one.print)}, ${one.print.pages} pages`)]);
line(['import of 10,000 organisations, CPU-s', ...all.map((one) => (one.import.failed ? 'failed' : `${one.import.first.cpu_s}, again ${one.import.again.cpu_s}`))]);
for (const n of [0, 1]) {
  const storm = (row) => row && `${row.servers} server${row.servers > 1 ? 's' : ''}: ${row.accepted} accepted, ${row.refused_with_clause} refused with the clause, ${row.stored_late} late; ${waits(row)}`;
  if (all.some((one) => one.storm[n])) line(['last 30 seconds, CPU-ms per request', ...all.map((one) => storm(one.storm[n]) ?? '')]);
}
