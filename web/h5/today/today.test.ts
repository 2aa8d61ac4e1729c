import { nowMs } from '@nq/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type HomeReading, pressuresTogether, readToday } from './api';

const reading = (metric: string, name: string, value_text: string, at: string): HomeReading => ({
  metric,
  name,
  unit: metric === 'heart_rate' ? '次/分' : 'mmHg',
  latest: { value_text, value: Number(value_text), at },
});

describe('the last readings on the page of today', () => {
  it('同一次量的高压和低压写在一起', () => {
    const at = '2026-11-18T01:20:00Z';
    const shown = pressuresTogether([reading('sbp', '收缩压', '152', at), reading('dbp', '舒张压', '96', at), reading('heart_rate', '心率', '76', at)]);
    expect(shown.map((one) => `${one.name} ${one.latest?.value_text}`)).toEqual(['血压 152/96', '心率 76']);
  });

  it('不是同一次量的不拼成一个血压', () => {
    const shown = pressuresTogether([reading('sbp', '收缩压', '152', '2026-11-18T01:20:00Z'), reading('dbp', '舒张压', '80', '2026-11-20T01:20:00Z')]);
    expect(shown).toHaveLength(2);
  });
});

describe('the hospital tells the time', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('手机时间不准、演示时间被拨快时，页面按医院的时间算日子', async () => {
    const now = '2031-05-06T01:00:00Z';
    const today = { now, hospital: '暖桥示范医院', phone: '', nurse: null, todo: [], next_due: null, readings: [], messages: [] };
    vi.stubGlobal('fetch', async () => new Response(JSON.stringify(today), { status: 200 }));
    await readToday('tok');
    expect(Math.abs(nowMs() - Date.parse(now))).toBeLessThan(5_000);
  });
});
