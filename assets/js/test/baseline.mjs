// The oldest browsers in use are Chromium 90 (奇安信, UOS, 麒麟): nothing newer may creep in. And no page may fetch from elsewhere.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { build } from '../../../docs/look/build.mjs';

const read = (folder, end) => readdirSync(new URL(folder, import.meta.url)).filter((name) => name.endsWith(end))
  .map((name) => [name, readFileSync(new URL(folder + name, import.meta.url), 'utf8')]);
const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

const styles = [...read('../../css/', '.css'), ...read('../../css/parts/', '.css')];
const scripts = read('../', '.js');

const tooNewForStyles = [':has(', '@container', '@layer', 'color-mix(', 'dvh', 'svh', 'lvh', '@scope', 'light-dark(', 'oklch(', ':is(', 'subgrid', 'text-wrap', '@property', 'inset-inline'];
const tooNewForScripts = [/\?\./, /\?\?/, /\.at\(/, /structuredClone/, /Object\.hasOwn/, /randomUUID/, /AbortSignal\.timeout/, /\.inert\b/, /popover/, /replaceAll\(/, /\|\|=|&&=/, /^\s*#\w+/m, /\.findLast/, /\.toSorted/, /static \{/];

test('styles use nothing newer than Chromium 90, and no nesting', () => {
  for (const [name, text] of styles) {
    const css = withoutComments(text);
    for (const feature of tooNewForStyles) assert.ok(!css.includes(feature), `${name}: ${feature}`);
    assert.ok(!/\{[^{}@]*&/.test(css.replace(/url\("[^"]*"\)/g, '')), `${name}: nesting`);
    assert.equal((css.match(/\{/g) || []).length, (css.match(/\}/g) || []).length, `${name}: braces`);
  }
});

test('scripts use nothing newer, and stay short', () => {
  for (const [name, text] of scripts) {
    const js = withoutComments(text).replace(/\/(?:[^/\\\n]|\\.)+\/[gimu]*/g, 'REGEXP');
    for (const feature of tooNewForScripts) assert.ok(!feature.test(js), `${name}: ${feature}`);
    assert.ok(text.split('\n').length <= 250, `${name}: longer than 250 lines`);
  }
});

test('nothing is fetched from elsewhere', () => {
  for (const [name, text] of [...styles, ...scripts]) {
    assert.deepEqual(withoutComments(text).match(/(https?:)?\/\/[a-z][\w.-]+\.[a-z]{2,}/gi)?.filter((url) => !url.includes('www.w3.org')) || [], [], name);
  }
});

test('every part is imported, every import exists', () => {
  const entry = readFileSync(new URL('../../css/kexiang.css', import.meta.url), 'utf8');
  const imported = Array.from(entry.matchAll(/@import url\("parts\/([^"]+)"\)/g), (found) => found[1]).sort();
  assert.deepEqual(imported, readdirSync(new URL('../../css/parts/', import.meta.url)).sort());
});

test('the gallery and the catalogue are up to date', () => {
  for (const [name, text] of Object.entries(build())) {
    assert.equal(readFileSync(new URL(`../../../docs/look/${name}`, import.meta.url), 'utf8'), text, `${name}: run node docs/look/build.mjs`);
  }
});

test('every class that the samples use is defined', () => {
  const css = styles.map(([, text]) => text).join('\n') + readFileSync(new URL('../../vendor/bootstrap/bootstrap.min.css', import.meta.url), 'utf8');
  for (const [name, html] of Object.entries(build())) {
    if (!name.endsWith('.html')) continue;
    for (const [, list] of html.matchAll(/class="([^"]*)"/g)) {
      for (const one of list.split(/\s+/).filter(Boolean)) assert.ok(css.includes(`.${one}`), `${name}: .${one}`);
    }
    assert.ok(!/ style="/.test(html), `${name}: inline style`);
  }
});
