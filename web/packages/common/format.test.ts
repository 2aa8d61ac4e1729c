import { describe, expect, it } from 'vitest';
import { age, ago, clock, date, dateTime, daysFrom, due, isoDay, num, percent, windowDue, yuan } from './format';

const NOW = '2026-11-21T01:30:00Z'; // 11月21日 周六 09:30 at the hospital

describe('times are the hospital’s, whatever the machine’s zone', () => {
  it('writes an instant as month, day, weekday and clock', () => {
    expect(dateTime(NOW, NOW)).toBe('11月21日 周六 09:30');
  });
  it('an evening in UTC is already the next morning here', () => {
    expect(dateTime('2026-11-21T16:05:00Z', NOW)).toBe('11月22日 周日 00:05');
    expect(isoDay('2026-11-21T16:05:00Z')).toBe('2026-11-22');
  });
  it('a bare day stays the same day', () => {
    expect(date('2026-11-25', NOW)).toBe('11月25日 周三');
    expect(clock('2026-11-25')).toBe('00:00');
  });
  it('names the year when it is another one', () => {
    expect(date('2025-12-31', NOW)).toBe('2025年12月31日 周三');
  });
  it('says nothing rather than something wrong when there is no date', () => {
    expect(dateTime(null)).toBe('—');
    expect(dateTime('whenever')).toBe('—');
  });
});

describe('relative words only within one day', () => {
  it('counts minutes and hours', () => {
    expect(ago('2026-11-21T01:10:00Z', NOW)).toBe('20 分钟前');
    expect(ago('2026-11-21T04:30:00Z', NOW)).toBe('3 小时后');
  });
  it('gives the date itself beyond a day', () => {
    expect(ago('2026-11-19T01:30:00Z', NOW)).toBe('11月19日 09:30');
  });
});

describe('a due day tells the nurse how late she is', () => {
  it('counts calendar days, not 24-hour spans', () => {
    // 23:50 yesterday is one day late although only ten hours have passed.
    expect(due('2026-11-20T15:50:00Z', NOW)).toBe('逾期 1 天');
    expect(due('2026-11-21T15:00:00Z', NOW)).toBe('今天');
    expect(due('2026-11-21T16:00:00Z', NOW)).toBe('明天');
    expect(daysFrom('2026-11-18', NOW)).toBe(-3);
  });
});

describe('a window of days', () => {
  it('is late only when its last day is over, not when its first day is', () => {
    expect(windowDue('2026-11-18', '2026-11-24', NOW)).toBe('11月24日 前');
    expect(windowDue('2026-11-18', '2026-11-21', NOW)).toBe('今天截止');
    expect(windowDue('2026-11-15', '2026-11-18', NOW)).toBe('逾期 3 天');
    expect(windowDue('2026-11-22', '2026-11-25', NOW)).toBe('明天');
  });
});

describe('ages', () => {
  it('full years, counted on the birthday', () => {
    expect(age('1974-11-21', NOW)).toBe('52 岁');
    expect(age('1974-11-22', NOW)).toBe('51 岁');
  });
  it('months and days for the smallest', () => {
    expect(age('2026-01-22', NOW)).toBe('9 个月');
    expect(age('2026-11-10', NOW)).toBe('11 天');
  });
});

describe('numbers', () => {
  it('a missing number is a dash and not a zero', () => {
    expect(num(null)).toBe('—');
    expect(percent(3, 0)).toBe('—');
    expect(num(0)).toBe('0');
  });
  it('groups thousands, money comes in fen', () => {
    expect(num(12345)).toBe('12,345');
    expect(yuan(1999)).toBe('¥19.99');
    expect(percent(158, 250)).toBe('63.2%');
  });
});
