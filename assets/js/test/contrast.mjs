// Contrast of every pair of tokens that the components set on each other, in every theme: text 4.5, rules and marks of
// controls 3; with more contrast 7 and 4.5. And the dark values by system equal those by choice.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const css = readFileSync(new URL('../../css/tokens.css', import.meta.url), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');

function block(selector, from) {
  const at = css.indexOf(`${selector} {`, from || 0);
  assert.notEqual(at, -1, selector);
  const body = css.slice(css.indexOf('{', at) + 1, css.indexOf('}', at));
  return Object.fromEntries(Array.from(body.matchAll(/--kx-([\w-]+):\s*(#[0-9a-f]{6})/g), (m) => [m[1], m[2]]));
}

const light = block(':root', css.indexOf('color-scheme: light') - 20);
const dark = block(':root[data-bs-theme="dark"]');
const darkBySystem = block(':root:not([data-bs-theme="light"]):not([data-bs-theme="dark"])');
const more = { ...light, ...block(':root[data-contrast="more"]') };
const moreDark = { ...dark, ...block(':root[data-bs-theme="dark"][data-contrast="more"]') };
const moreDarkBySystem = { ...dark, ...block(':root[data-contrast="more"]:not([data-bs-theme="light"]):not([data-bs-theme="dark"])') };

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ['ground', 'surface', 'surface-2', 'blue-tint', 'red-tint', 'green-tint', 'straw'];
const text = [
  ...['ink', 'ink-2', 'ink-3', 'blue', 'blue-strong', 'red', 'red-strong', 'green'].flatMap((front) => grounds.map((back) => [front, back])),
  ['ink', 'mark'], ['on-blue', 'blue'], ['on-blue', 'blue-strong'], ['on-red', 'red'], ['on-red', 'red-strong'], ['on-green', 'green'], ['on-seal', 'seal'],
];
const marks = [
  ...['ground', 'surface', 'surface-2', 'straw', 'blue-tint'].map((back) => ['line-strong', back]),
  ...['surface', 'surface-2'].map((back) => ['paper-line', back]),
];

const themes = { light, dark, more, moreDark, darkBySystem: { ...light, ...darkBySystem }, moreDarkBySystem };
for (const [name, theme] of Object.entries(themes)) {
  const high = name.startsWith('more');
  test(`${name}: text is readable on its ground`, () => {
    for (const [front, back] of text) {
      const ratio = contrast(theme[front], theme[back]);
      assert.ok(ratio >= (high ? 7 : 4.5), `${front} ${theme[front]} on ${back} ${theme[back]}: ${ratio.toFixed(2)}`);
    }
  });
  test(`${name}: borders of controls and of the paper are seen`, () => {
    for (const [front, back] of marks) {
      const ratio = contrast(theme[front], theme[back]);
      const least = front === 'paper-line' && !high ? 2.5 : high ? 4.5 : 3;
      assert.ok(ratio >= least, `${front} ${theme[front]} on ${back} ${theme[back]}: ${ratio.toFixed(2)}`);
    }
  });
}

test('dark by the system is dark by choice', () => {
  assert.deepEqual(darkBySystem, dark);
  assert.deepEqual(moreDarkBySystem, moreDark);
});

test('the formula is that of WCAG', () => {
  assert.equal(contrast('#ffffff', '#000000'), 21);
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
});
