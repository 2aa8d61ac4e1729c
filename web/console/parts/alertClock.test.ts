import { describe, expect, it } from 'vitest';
import { alertClock, alertLevel, span } from './alertClock';

const NOW = Date.parse('2026-11-21T02:00:00Z');
const alert = (due: string, more = {}) => ({
  state: 'notified',
  due_at: due,
  escalated_at: null,
  acknowledged_at: null,
  closed_at: null,
  ...more,
});

describe('the clock of an alert', () => {
  it('counts down, warns in the last half hour, then says how late', () => {
    expect(alertClock(alert('2026-11-21T03:20:00Z'), NOW)).toEqual({ text: '剩余 1 小时 20 分', tone: 'plain' });
    expect(alertClock(alert('2026-11-21T02:20:00Z'), NOW)).toEqual({ text: '剩余 20 分钟', tone: 'warm' });
    expect(alertClock(alert('2026-11-21T01:25:00Z'), NOW)).toEqual({ text: '已超时 35 分钟', tone: 'red' });
  });
  it('says when it was handed up', () => {
    const late = alert('2026-11-21T01:00:00Z', { escalated_at: '2026-11-21T01:00:30Z' });
    expect(alertClock(late, NOW).text).toBe('已超时 1 小时，已上报科主任');
  });
  it('has no clock once somebody took it on, also when that was late', () => {
    const taken = alert('2026-11-21T01:00:00Z', { acknowledged_at: '2026-11-21T01:30:00Z' });
    expect(alertClock(taken, NOW).text).toBe('已接手');
    expect(alertClock({ ...taken, closed_at: '2026-11-21T01:40:00Z' }, NOW).text).toBe('已关闭');
  });
  it('never says zero and passes into days', () => {
    expect(span(10_000)).toBe('1 分钟');
    expect(span(2 * 3600_000)).toBe('2 小时');
    expect(span(26 * 3600_000)).toBe('1 天 2 小时');
  });
  it('shows a level as shape and word', () => {
    expect([alertLevel('red').shape, alertLevel('yellow').word]).toEqual(['▲', '黄色']);
  });
});
