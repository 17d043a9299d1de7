// What a society's people do: begin, upload, hand in, look at what was printed.
import assert from 'node:assert/strict';

/** Begins an application of a type from the call's page; its address. */
export async function begin(person, association, call, type) {
  await person.open(`/associations/${association}/calls/${call}`);
  const button = person.page.locator(`form[action$="/calls/${call}/applications"]:has(input[value="${type}"]) button`);
  await Promise.all([person.page.waitForURL(/\/applications\/[0-9a-z]+$/), button.click()]);
  return new URL(person.page.url()).pathname;
}

/** Adds a file at the form's place for files: it goes up in pieces and is there after the page is opened anew. */
export async function attach(person, field, name, bytes) {
  const place = person.page.locator(`#f-${field}`);
  await place.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: bytes });
  await place.locator('a.kx-file__name', { hasText: name }).waitFor({ timeout: 15_000 });
  await person.page.reload();
  await person.sees(name, `#files-${field}`);
}

/** Hands the application in and comes to the receipt; the number on it. */
export async function submit(person, words) {
  await Promise.all([person.page.waitForURL(/\/receipt$/), person.press(words)]);
  await person.sees('申报已提交，服务器已收到');
  return person.page.locator('.kx-receipt__no').evaluate((title) => title.lastChild.textContent.trim());
}

/** The version code under which the paper copy is known. */
export async function versionCode(person) {
  return (await person.text()).match(/[0-9A-F]{5}-[0-9A-F]{5}/)[0];
}

/** A PDF behind an address: it is one, and not a draft's few bytes. */
export async function isPdf(person, address) {
  const { status, body, kind } = await person.fetch(address);
  assert.equal(status, 200, address);
  assert.match(kind, /application\/pdf/);
  assert.equal(body.subarray(0, 5).toString(), '%PDF-');
  assert.ok(body.length > 10_000, `${address} has ${body.length} bytes`);
}

/** A small PDF that a society might attach. */
export function smallPdf(words) {
  const text = `BT /F1 18 Tf 72 720 Td (${words}) Tj ET`;
  const parts = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'];
  let body = '%PDF-1.4\n';
  const places = parts.map((part, n) => { const at = body.length; body += `${n + 1} 0 obj\n${part}\nendobj\n`; return at; });
  const start = body.length;
  body += `xref\n0 ${parts.length + 1}\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`;
  return Buffer.from(`${body}trailer\n<< /Size ${parts.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
}
