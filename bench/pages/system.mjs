// What is measured: a prepared database, server processes, the processor time and memory they and their database take.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
/** The environment without settings that are meant for other programs. */
const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('KEXIANG_')));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** A program's statement on a database file. */
class Sqlite {
  constructor(file) {
    this.file = file;
    this.url = `sqlite:${file}`;
    this.name = 'SQLite';
  }

  run(sql) {
    return execFileSync('sqlite3', ['-bail', '-noheader', this.file], { input: `pragma busy_timeout=60000;\n${sql}`, encoding: 'utf8', maxBuffer: 1 << 28 })
      .split('\n').slice(1).join('\n').trim();
  }

  processes() { return []; }
  stop() {}
}

/** A PostgreSQL of its own, so that nobody else's work is counted. */
class Postgres {
  constructor(folder, port) {
    this.name = 'PostgreSQL';
    this.url = `postgres://kexiang@127.0.0.1:${port}/postgres`;
    this.data = path.join(folder, 'data');
    const root = process.getuid() === 0;
    this.as = (command, args, options = {}) => execFileSync(
      root ? 'setpriv' : command,
      root ? ['--reuid=postgres', '--regid=postgres', '--init-groups', '--', command, ...args] : args,
      { cwd: '/', stdio: 'ignore', ...options },
    );
    mkdirSync(folder, { recursive: true });
    if (root) execFileSync('chown', ['postgres:', folder]);
    const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(a) - Number(b));
    this.bin = `/usr/lib/postgresql/${versions.at(-1)}/bin`;
    this.as(`${this.bin}/initdb`, ['-D', this.data, '-U', 'kexiang', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8']);
    const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=100`;
    this.as(`${this.bin}/pg_ctl`, ['-D', this.data, '-w', '-l', path.join(folder, 'log'), '-o', options, 'start']);
  }

  run(sql) {
    return execFileSync('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', this.url], { input: sql, encoding: 'utf8', maxBuffer: 1 << 28 }).trim();
  }

  processes() {
    const main = Number(readFileSync(path.join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return [main, ...children(main)];
  }

  stop() { this.as(`${this.bin}/pg_ctl`, ['-D', this.data, '-m', 'immediate', 'stop']); }
}

/** A database of this kind in a folder. */
export function database(kind, folder) {
  return kind === 'postgres' ? new Postgres(path.join(folder, 'postgres'), 55499) : new Sqlite(path.join(folder, 'kexiang.db'));
}

function stat(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function children(parent) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try { return Number(stat(pid)[1]) === parent; } catch { return false; }
  });
}

/** Processor time of processes in milliseconds, with that of children that ended. */
export function cpu(pids) {
  return pids.reduce((sum, pid) => {
    try {
      const fields = stat(pid);
      return sum + fields.slice(11, 15).reduce((a, b) => a + Number(b), 0) * (1000 / TICKS);
    } catch { return sum; }
  }, 0);
}

/** Processor time in milliseconds of this program's children that have ended. */
export function childrenCpu() {
  return stat(process.pid).slice(13, 15).reduce((a, b) => a + Number(b), 0) * (1000 / TICKS);
}

/** Proportional memory of processes in MiB. */
export function memory(pids) {
  return pids.reduce((sum, pid) => {
    try {
      return sum + Number(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+)/m)[1]) / 1024;
    } catch { return sum; }
  }, 0);
}

const settings = (folder) => ({
  KEXIANG_BLOBS_FOLDER: path.join(folder, 'blobs'), KEXIANG_SECRETS_FILE: path.join(folder, 'secret.key'),
  KEXIANG_SECURITY_SECOND_FACTOR: 'false', KEXIANG_SECURITY_UNUSED_DAYS: '0', KEXIANG_SECURITY_PASSWORD_DAYS: '0', KEXIANG_LOG_FILTER: 'warn',
});

/** A command of the program on a prepared folder. */
export function command(binary, folder, db, args) {
  execFileSync(binary, args, { env: { ...clean, KEXIANG_DATABASE_URL: db.url, ...settings(folder) }, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** One server process on a prepared folder; `demo` has the clock that can be moved. */
export class Server {
  static running = new Set();

  /** Ends what an error left running. */
  static async stopAll() {
    await Promise.all([...Server.running].map((server) => server.stop()));
  }

  static async start(binary, folder, db, port, { demo = false } = {}) {
    const server = new Server();
    const listen = `127.0.0.1:${port}`;
    server.url = `http://${listen}`;
    const env = { ...clean, KEXIANG_DATABASE_URL: db.url };
    const own = { KEXIANG_SERVER_LISTEN: listen, ...settings(folder) };
    const began = performance.now();
    server.process = demo
      ? spawn(binary, ['demo', '--folder', folder, '--listen', listen], { env, stdio: ['ignore', 'ignore', 'inherit'] })
      : spawn(binary, ['serve'], { env: { ...env, ...own }, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    server.pid = server.process.pid;
    Server.running.add(server);
    server.process.once('exit', () => Server.running.delete(server));
    for (;;) {
      if (server.process.exitCode !== null) throw new Error('the server ended');
      const answer = await fetch(`${server.url}/readyz`).catch(() => null);
      if (answer?.ok) break;
      await pause(3);
    }
    server.start = { ms: performance.now() - began, cpu: cpu([server.pid]) };
    return server;
  }

  async stop() {
    if (!Server.running.has(this)) return;
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.kill('SIGTERM');
    await ended;
  }
}

/** A new folder with the demonstration in it. */
export function prepare(binary, folder, kind) {
  if (existsSync(folder)) rmSync(folder, { recursive: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('chmod', ['755', folder]);
  const db = database(kind, folder);
  execFileSync(binary, ['demo', '--folder', folder, '--prepare'], { env: { ...clean, KEXIANG_DATABASE_URL: db.url }, stdio: ['ignore', 'ignore', 'inherit'] });
  return db;
}
