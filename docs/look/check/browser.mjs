// Chromium and a small server for the checks of this folder. The tools stand outside the repository:
//   npm install --prefix /tmp/look-tools playwright-core axe-core
//   LOOK_TOOLS=/tmp/look-tools node --test docs/look/check/*.test.mjs
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const tools = process.env.LOOK_TOOLS || '/tmp/look-tools';
const require = createRequire(path.join(tools, 'package.json'));
export const axeSource = () => readFile(path.join(tools, 'node_modules/axe-core/axe.min.js'), 'utf8');

const root = fileURLToPath(new URL('../../../', import.meta.url));
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };

/** Serves the repository's files; `answer(request, body)` may answer first with {status, json} or {html}. */
export async function serve(answer) {
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const reply = answer && (await answer(request, Buffer.concat(chunks)));
    if (reply) {
      response.writeHead(reply.status || 200, { 'content-type': reply.html ? 'text/html; charset=utf-8' : 'application/json' });
      response.end(reply.html || JSON.stringify(reply.json || {}));
      return;
    }
    const file = path.join(root, decodeURIComponent(request.url.split('?')[0]));
    try {
      const bytes = await readFile(file);
      response.writeHead(200, {
        'content-type': types[path.extname(file)] || 'application/octet-stream',
        'content-security-policy': "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'",
      });
      response.end(bytes);
    } catch (missing) {
      response.writeHead(404);
      response.end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

export function launch() {
  const { chromium } = require('playwright-core');
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
