import type { FormItem } from '@nq/api';
import { describe, expect, it } from 'vitest';
import { shownItems, toSend } from './answers';
import { complaint, inWords } from './look';

const bp: FormItem = { id: 'bp', text: '今天的血压', type: 'bp', required: true };
const glucose: FormItem = { id: 'fpg', text: '空腹血糖', type: 'number', unit: 'mmol/L', min: 1, max: 33, decimals: 1 };
const again: FormItem = { id: 'again', text: '休息 5 分钟再量一次', type: 'bp', show_if: { item: 'bp.sbp', op: 'ge', value: 180 } };

describe('a first look at an answer', () => {
  it('血压只填了高压，说清楚还差什么', () => {
    expect(complaint(bp, { sbp: '138' })).toBe('请填写高压和低压两个数字。');
    expect(complaint(bp, { sbp: '138', dbp: '86' })).toBeNull();
    expect(complaint(bp, { sbp: '138', dbp: '8O' })).toContain('数字');
    expect(complaint(bp, { sbp: '86', dbp: '138' })).toContain('填反');
  });

  it('血糖填成 65，提醒范围和单位', () => {
    expect(complaint(glucose, '65')).toBe('请填 1 到 33 之间的数字，单位是 mmol/L。');
    expect(complaint(glucose, '6.53')).toBe('小数点后最多 1 位。');
    expect(complaint(glucose, '６。５')).toBeNull();
    expect(complaint(glucose, '')).toBeNull();
  });

  it('交上去的是数字，留空的不交', () => {
    expect(toSend([bp, glucose], { bp: { sbp: ' 138 ', dbp: '８６' }, fpg: '' })).toEqual({ bp: { sbp: 138, dbp: 86 } });
  });

  it('输入框里的字也能带出后面的题，改低了就不再问也不再交', () => {
    const ids = (sbp: string) => shownItems([bp, again], { bp: { sbp, dbp: '95' } }).map((item) => item.id);
    expect(ids('180')).toEqual(['bp', 'again']);
    expect(ids('179')).toEqual(['bp']);
    const typed = { bp: { sbp: '150', dbp: '95' }, again: { sbp: '182', dbp: '96' } };
    expect(toSend([bp, again], typed)).toEqual({ bp: { sbp: 150, dbp: 95 } });
  });

  it('核对页用平常话说出答案', () => {
    expect(inWords(bp, { sbp: 138, dbp: 86 })).toBe('138/86 mmHg');
    expect(inWords({ id: 'd', text: '', type: 'date' }, '2026-03-09')).toBe('2026年3月9日');
  });
});
