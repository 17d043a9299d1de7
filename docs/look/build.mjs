// Builds the gallery, the sample pages and the component catalogue from docs/look/parts, so that the three cannot drift apart:
//   node docs/look/build.mjs            writes gallery.html, page-*.html, components.md
//   node docs/look/build.mjs --check    fails if a written file is out of date
// A part file holds components, each after a comment: "# Title", notes in Markdown, "slug: name".
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const here = path.dirname(fileURLToPath(import.meta.url));
const read = (...p) => readFileSync(path.join(here, ...p), 'utf8');
const htmlFiles = (...p) => readdirSync(path.join(here, ...p)).filter((f) => f.endsWith('.html')).sort();
const escape = (s) => s.replace(/&/g, '&amp;').replace(/</g, '&lt;');

function components() {
  const list = [];
  for (const file of htmlFiles('parts')) {
    const text = read('parts', file);
    for (const [, head, body] of text.matchAll(/<!--\n# ([\s\S]*?)\n-->\n([\s\S]*?)(?=<!--\n# |$)/g)) {
      const lines = head.split('\n');
      const slug = lines.find((l) => l.startsWith('slug: ')).slice(6);
      const notes = lines.slice(1).filter((l) => !l.startsWith('slug: ')).join('\n');
      list.push({ file, slug, title: lines[0], notes, html: body.trimEnd() });
    }
  }
  return list;
}

const words = JSON.parse(read('parts', 'words.json'));

function shell(parts, { title, main, wide }) {
  return `<!doctype html>
<html lang="zh-CN" data-bs-theme="light" data-size="normal" data-contrast="normal" data-server-now="2026-03-29T14:02:00+08:00">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · 柳州市科学技术协会</title>
<link rel="stylesheet" href="../../assets/vendor/bootstrap/bootstrap.min.css">
<link rel="stylesheet" href="../../assets/css/tokens.css">
<link rel="stylesheet" href="../../assets/css/kexiang.css">
<script type="application/json" id="words">${JSON.stringify(words)}</script>
<script type="module" src="../../assets/js/main.js"></script>
</head>
<body class="kx-body${wide ? ' kx-body--wide' : ''}">
${parts.clock.html}
${parts.top.html}
<main class="kx-main" id="main" tabindex="-1">
<div class="kx-wrap">
${main}
</div>
</main>
${parts.foot.html}
</body>
</html>
`;
}

function gallery(list, parts, pages) {
  const shown = list.filter((c) => !['clock', 'top', 'foot', 'head'].includes(c.slug));
  const toc = shown.map((c) => `<li><a href="#c-${c.slug}">${escape(c.title)}</a></li>`).join('\n');
  const links = pages.map((p) => `<li><a href="page-${p.name}.html">${escape(p.title)}</a></li>`).join('\n');
  const sections = shown.map((c) => `<section class="kx-section" id="c-${c.slug}" aria-labelledby="h-${c.slug}">
<h2 id="h-${c.slug}" lang="en">${escape(c.title)}</h2>
${c.html}
</section>`).join('\n');
  const main = `${parts.head.html}
<div class="kx-sheet"><h2 lang="en">Sample pages</h2><ul>
${links}
</ul><h2 lang="en">Components</h2><ul>
${toc}
</ul></div>
${sections}`;
  return shell(parts, { title: '样式一览', main });
}

function samplePages(parts) {
  return htmlFiles('parts', 'pages').map((file) => {
    const text = read('parts', 'pages', file);
    const meta = JSON.parse(text.slice(4, text.indexOf('-->')));
    const main = text.slice(text.indexOf('-->') + 4).replace(/\{\{([\w-]+)\}\}/g, (_, slug) => {
      if (!parts[slug]) throw new Error(`${file}: no component ${slug}`);
      return parts[slug].html;
    }).trimEnd();
    return { name: file.replace('.html', ''), title: meta.title, html: shell(parts, { ...meta, main }) };
  });
}

function catalogue(list) {
  const body = list.map((c) => `## ${c.title}\n\n${c.notes ? `${c.notes}\n\n` : ''}\`\`\`html\n${c.html}\n\`\`\`\n`).join('\n');
  return `# Components, with their HTML\n\nWritten by \`node docs/look/build.mjs\` from \`docs/look/parts\`; the same HTML is seen in \`gallery.html\`.\nRules that hold for all of them are in [README.md](README.md).\n\n${body}`;
}

export function build() {
  const list = components();
  const parts = Object.fromEntries(list.map((c) => [c.slug, c]));
  const pages = samplePages(parts);
  const out = { 'gallery.html': gallery(list, parts, pages), 'components.md': catalogue(list) };
  for (const p of pages) out[`page-${p.name}.html`] = p.html;
  return out;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes('--check');
  for (const [name, text] of Object.entries(build())) {
    const file = path.join(here, name);
    if (!check) { writeFileSync(file, text); continue; }
    let old = '';
    try { old = readFileSync(file, 'utf8'); } catch { /* not written yet: out of date */ }
    if (old !== text) { console.error(`${name} is out of date: node docs/look/build.mjs`); process.exitCode = 1; }
  }
}
