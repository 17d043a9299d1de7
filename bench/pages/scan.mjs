// A scanned page as a PDF of a given size: whole and readable, and no two alike.
import { randomBytes } from 'node:crypto';

/** A PDF of one page with a grey picture; about `size` bytes, which do not compress. */
export function scan(size) {
  const width = 400;
  const height = Math.ceil((size - 700) / width);
  const draw = Buffer.from('q 595 0 0 842 0 0 cm /Im Do Q');
  const objects = [
    ['<< /Type /Catalog /Pages 2 0 R >>'],
    ['<< /Type /Pages /Kids [3 0 R] /Count 1 >>'],
    ['<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /XObject << /Im 4 0 R >> >> >>'],
    [`<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Length ${width * height} >>`, randomBytes(width * height)],
    [`<< /Length ${draw.length} >>`, draw],
  ];
  const parts = [Buffer.from('%PDF-1.4\n')];
  const places = [];
  const length = () => parts.reduce((sum, part) => sum + part.length, 0);
  objects.forEach(([head, stream], n) => {
    places.push(length());
    parts.push(Buffer.from(`${n + 1} 0 obj\n${head}\n`));
    if (stream) parts.push(Buffer.from('stream\n'), stream, Buffer.from('\nendstream\n'));
    parts.push(Buffer.from('endobj\n'));
  });
  const table = length();
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`));
  return Buffer.concat(parts);
}
