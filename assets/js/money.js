// Amounts as whole fen (分), never a fraction: the same reading and writing as core::money. 1万元 = 1,000,000 fen.
// The largest amount that can be typed is 10^14 fen: sums of thousands of such stay exact in a JavaScript number.

const LARGEST = 100000000000000;

const halfWidth = (text) => text.replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, ' ');

/**
 * An amount typed in 万元 or 元. Returns {fen} or {error}: the key of the sentence that says what is wrong
 * (money_empty, money_number, money_negative, money_unit, money_decimals, money_large).
 */
export function parseAmount(text, unit) {
  const decimals = unit === '元' ? 2 : 6;
  let number = halfWidth(text).replace(/。/g, '.').replace(/￥/g, '¥').trim().replace(/^(人民币)?\s*¥?\s*/, '');
  const named = /(万元|万圆|万|元|圆)$/.exec(number);
  if (named) number = number.slice(0, -named[0].length).trim();
  if (number === '') return { error: 'money_empty' };
  if (/^[-−–负]/.test(number)) return { error: 'money_negative' };
  if (named && (named[0][0] === '万' ? '万元' : '元') !== unit) return { error: 'money_unit' };
  if (/^\d{1,3}([,\s]\d{3})+(\.\d+)?$/.test(number)) number = number.replace(/[,\s]/g, '');
  const parts = /^(\d+)(?:\.(\d+))?$/.exec(number);
  if (!parts) return { error: 'money_number' };
  const cents = parts[2] || '';
  if (cents.length > decimals) return { error: 'money_decimals' };
  const fen = Number(parts[1] + cents.padEnd(decimals, '0'));
  return fen > LARGEST ? { error: 'money_large' } : { fen };
}

/** In 万元 with two decimals when that is exact, else as many as needed up to six: 2.50, 0.1234. Nothing is rounded. */
export function wanFixed(fen) {
  const size = Math.abs(fen);
  const exact = `${Math.floor(size / 1000000)}.${String(size % 1000000).padStart(6, '0')}`;
  return (fen < 0 ? '-' : '') + exact.replace(/0{1,4}$/, '');
}

/** In 万元 without trailing zeros: 2.5, 10. */
export function wan(fen) {
  return wanFixed(fen).replace(/\.?0+$/, '');
}

/** In 元 with two decimals and commas: 25,000.00. */
export function yuan(fen) {
  const size = Math.abs(fen);
  const whole = String(Math.floor(size / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${fen < 0 ? '-' : ''}${whole}.${String(size % 100).padStart(2, '0')}`;
}

const DIGITS = '零壹贰叁肆伍陆柒捌玖';

/** Four digits of a group in capitals; a gap inside becomes one 零. */
function group(value) {
  let text = '';
  let gap = false;
  ['仟', '佰', '拾', ''].forEach((unit, at) => {
    const digit = Math.floor(value / 10 ** (3 - at)) % 10;
    if (digit === 0) { gap = text !== ''; return; }
    text += (gap ? '零' : '') + DIGITS[digit] + unit;
    gap = false;
  });
  return text;
}

/** 大写金额 by the rules for bills and vouchers: 贰万伍仟元整, 壹仟肆佰零玖元伍角. Without 人民币. Exact below 1万亿元 and at it. */
export function capitals(fen) {
  const size = Math.abs(fen);
  const whole = Math.floor(size / 100);
  const jiao = Math.floor(size / 10) % 10;
  const cent = size % 10;
  let text = '';
  ['万亿', '亿', '万', ''].forEach((unit, at) => {
    const value = Math.floor(whole / 10000 ** (3 - at)) % 10000;
    const above = Math.floor(whole / 10000 ** (4 - at)) % 10000;
    if (value === 0) return;
    if (text !== '' && (value < 1000 || above === 0)) text += '零';
    text += group(value) + unit;
  });
  if (text !== '') text += '元';
  if (whole > 0 && (jiao > 0 || cent > 0) && (jiao === 0 || whole % 10 === 0)) text += '零';
  if (jiao > 0) text += `${DIGITS[jiao]}角`;
  if (cent > 0) text += `${DIGITS[cent]}分`;
  if (text === '') return '零元整';
  return (fen < 0 ? '负' : '') + text + (jiao === 0 && cent === 0 ? '整' : '');
}
