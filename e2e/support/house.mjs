// A demonstration of its own for each journey: a copy of one prepared folder, a server on a free port, its own clock.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { Person } from './person.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = process.env.E2E_BINARY || path.join(root, 'target/debug/kexiang');
const template = process.env.E2E_TEMPLATE; // laid by e2e/run before the journeys begin side by side

/** The running system and a browser that looks at it. */
export class House {
  /** Starts a server whose clock stands at `at` (Beijing time, `2026-03-30T09:00:00`). */
  static async open(at) {
    const house = new House();
    house.folder = mkdtempSync(path.join(tmpdir(), 'kexiang-e2e-'));
    cpSync(template, house.folder, { recursive: true });
    await house.start();
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--lang=zh-CN'];
    house.browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args });
    if (at) await house.setClock(at);
    return house;
  }

  /** Starts the server; after `stop` or `kill` on the same port. */
  async start() {
    const listen = this.url ? this.url.replace('http://', '') : '127.0.0.1:0';
    this.server = spawn(binary, ['demo', '--folder', this.folder, '--listen', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.url = await new Promise((found, failed) => {
      let said = '';
      this.server.stdout.on('data', (bytes) => {
        said += bytes;
        const match = said.match(/http:\/\/[\d.]+:\d+/);
        if (match) found(match[0]);
      });
      this.server.once('exit', (code) => failed(new Error(`the server ended with ${code}:\n${said}`)));
    });
  }

  /** Pulls the plug. */
  async kill() {
    const ended = new Promise((done) => this.server.once('exit', done));
    this.server.kill('SIGKILL');
    await ended;
  }

  /** Moves the demonstration clock, as anybody may on the page. */
  async setClock(at) {
    const passer = await Person.stranger(this);
    await passer.open('/demo/clock');
    await passer.page.locator('details.kx-menu', { hasText: '调整时间' }).locator('summary').click();
    await passer.page.locator('#clock-to').fill(at);
    await passer.page.locator('button[name=step][value=set]').click();
    await passer.leave();
  }

  async close() {
    await this.browser?.close();
    if (this.server?.exitCode === null) await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
