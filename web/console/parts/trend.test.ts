import { describe, expect, it } from 'vitest';
import { axisTicks, outside } from './trend';

const series = (values: number[], low: number | null, high: number | null) => [
  {
    name: '低密度脂蛋白',
    points: values.map((value, day) => ({ at: `2026-11-0${day + 1}T01:00:00Z`, value })),
    band: { low, high },
  },
];

describe('the axis of a trend', () => {
  it('holds all values and the whole reference band, on round numbers', () => {
    const [from, to, step] = axisTicks(series([3.6, 1.95], null, 1.8));
    expect(from).toBeLessThanOrEqual(1.8);
    expect(to).toBeGreaterThanOrEqual(3.6);
    for (let tick = from; tick <= to + 1e-9; tick += step)
      expect(String(Number(tick.toFixed(6))).length).toBeLessThanOrEqual(4);
  });
  it('stands even if every value is the same or there is none', () => {
    const [from, to] = axisTicks(series([72, 72], null, null));
    expect(to).toBeGreaterThan(from - 1);
    expect(axisTicks([])).toEqual([0, 1, 1]);
  });
});

describe('what lies outside the reference band', () => {
  it('the ends of the band are still normal', () => {
    expect(outside(140, { low: 90, high: 140 })).toBe(false);
    expect(outside(141, { low: 90, high: 140 })).toBe(true);
    expect(outside(89, { low: 90, high: 140 })).toBe(true);
  });
  it('without a band nothing is called abnormal', () => {
    expect(outside(400, null)).toBe(false);
    expect(outside(400, { low: null, high: null })).toBe(false);
  });
});
