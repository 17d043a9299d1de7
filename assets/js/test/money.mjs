import test from 'node:test';
import assert from 'node:assert/strict';
import { capitals, parseAmount, wan, wanFixed, yuan } from '../money.js';

test('amounts in 万元 are read as people type them', () => {
  for (const [text, fen] of [
    ['2.5', 2500000], ['10', 10000000], ['２．５万元', 2500000], ['0.000001', 1], ['1,000', 1000000000], [' 7 万 ', 7000000],
    ['2。5', 2500000], ['0', 0], ['10.0', 10000000], ['100000000', 100000000000000],
  ]) assert.deepEqual(parseAmount(text, '万元'), { fen }, text);
});

test('amounts in 元 are read as people type them', () => {
  for (const [text, fen] of [
    ['25,000.00', 2500000], ['25000', 2500000], ['￥２５，０００．５', 2500050], ['¥ 25 000.05', 2500005], ['人民币1409.50元', 140950],
    ['0.01', 1], ['1,234,567', 123456700], ['007', 700],
  ]) assert.deepEqual(parseAmount(text, '元'), { fen }, text);
});

test('what is no amount is refused with its reason', () => {
  for (const [text, error] of [
    ['', 'money_empty'], [' 万元 ', 'money_empty'], ['1-2万元', 'money_number'], ['1～2', 'money_number'], ['1e4', 'money_number'],
    ['-1', 'money_negative'], ['－1', 'money_negative'], ['25000元', 'money_unit'], ['2,5', 'money_number'], ['1,0000', 'money_number'],
    [',100', 'money_number'], ['1 2', 'money_number'], ['1.0000001', 'money_decimals'], ['1.2.3', 'money_number'], ['1.', 'money_number'],
    ['.5', 'money_number'], ['约2', 'money_number'], ['贰', 'money_number'], ['+2', 'money_number'],
    ['100000000.000001', 'money_large'], ['99999999999999999999999999', 'money_large'],
  ]) assert.deepEqual(parseAmount(text, '万元'), { error }, text);
  assert.deepEqual(parseAmount('2.5万元', '元'), { error: 'money_unit' });
  assert.deepEqual(parseAmount('1.005', '元'), { error: 'money_decimals' });
});

test('amounts are written without rounding', () => {
  assert.equal(wanFixed(2500000), '2.50');
  assert.equal(wanFixed(123400), '0.1234');
  assert.equal(wanFixed(1), '0.000001');
  assert.equal(wanFixed(-300000), '-0.30');
  assert.equal(wan(10000000), '10');
  assert.equal(wan(100000000), '100');
  assert.equal(wan(2500000), '2.5');
  assert.equal(wan(0), '0');
  assert.equal(yuan(2500000), '25,000.00');
  assert.equal(yuan(123456789), '1,234,567.89');
  assert.equal(yuan(5), '0.05');
  assert.equal(yuan(-250000), '-2,500.00');
});

test('capitals by the rule for bills and vouchers', () => {
  for (const [fen, text] of [
    [140950, '壹仟肆佰零玖元伍角'], [600714, '陆仟零柒元壹角肆分'], [1640902, '壹万陆仟肆佰零玖元零贰分'], [32504, '叁佰贰拾伍元零肆分'],
    [10000000, '壹拾万元整'], [10010000, '壹拾万零壹佰元整'], [1000010000, '壹仟万零壹佰元整'], [0, '零元整'],
    [10700053, '壹拾万柒仟元零伍角叁分'], [168032, '壹仟陆佰捌拾元零叁角贰分'], [2500000, '贰万伍仟元整'], [1, '壹分'], [10, '壹角'],
    [53, '伍角叁分'], [100, '壹元整'], [1000, '壹拾元整'], [101, '壹元零壹分'], [100100, '壹仟零壹元整'], [101000, '壹仟零壹拾元整'],
    [110000, '壹仟壹佰元整'], [10000000100, '壹亿零壹元整'], [10010000000, '壹亿零壹拾万元整'], [2000050000000, '贰佰亿零伍拾万元整'],
    [1000000000000, '壹佰亿元整'], [100000000000000, '壹万亿元整'], [-250000, '负贰仟伍佰元整'],
  ]) assert.equal(capitals(fen), text);
});
