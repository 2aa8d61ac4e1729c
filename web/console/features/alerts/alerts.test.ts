import type { AlertPoint } from '@nq/api';
import { describe, expect, it } from 'vitest';
import { alertQuery } from './alertQuery';
import { alertCharts } from './alertSeries';

const point = (metric: string, at: string, value: number): AlertPoint => ({ metric, name: metric, at, value, unit: 'mmHg' });

describe('the list of alerts', () => {
  it('asks for open ones unless another state or all is chosen', () => {
    expect(alertQuery({ page: 1, size: 20, sort: null })).toEqual({ page: 1, size: 20, state: 'open' });
    expect(alertQuery({ state: 'closed', level: 'red' })).toEqual({ state: 'closed', level: 'red' });
    expect(alertQuery({ state: 'all', alert: 'x' })).toEqual({ state: null });
  });
});

describe('the chart of an alert', () => {
  it('draws both pressures in one chart, oldest first, and marks what decided', () => {
    const series = [
      point('sbp', '2026-11-20T01:00:00Z', 152),
      point('sbp', '2026-11-19T01:00:00Z', 138),
      point('dbp', '2026-11-20T01:00:00Z', 96),
      point('heart_rate', '2026-11-20T01:00:00Z', 80),
    ];
    const charts = alertCharts({ series, facts: [point('sbp', '2026-11-20T01:00:00.000Z', 152)] });
    expect(charts.map((one) => [one.title, one.series.length])).toEqual([
      ['血压', 2],
      ['heart_rate', 1],
    ]);
    expect(charts[0]?.series[0]?.points.map((one) => [one.value, one.marked])).toEqual([
      [138, false],
      [152, true],
    ]);
  });
  it('falls back on the deciding values when no series was kept', () => {
    expect(alertCharts({ series: [], facts: [point('spo2', '2026-11-20T01:00:00Z', 88)] })).toHaveLength(1);
  });
});
