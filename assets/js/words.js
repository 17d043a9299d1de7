// Words that scripts show come from the page: <script type="application/json" id="words">{"saved": "{time} 已保存", …}</script>.
// docs/look/parts/words.json lists every key that the scripts use.

/** Puts parameters into a sentence: fill("还有 {d} 天", {d: 2}). An unknown parameter stays visible. */
export function fill(sentence, params) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (params && params[name] !== undefined ? String(params[name]) : whole));
}

let table = null;

/** The page's sentence for a key; the key itself when the page forgot it, so that the gap is seen. */
export function say(document, key, params) {
  if (!table) {
    const block = document.getElementById('words');
    table = block ? JSON.parse(block.textContent) : {};
  }
  return fill(table[key] === undefined ? key : table[key], params);
}

/** The time of day in Beijing of an instant, as 14:01:36. */
export function timeOfDay(instant) {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() + 8 * 3600 * 1000).toISOString().slice(11, 19);
}
