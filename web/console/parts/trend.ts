// How a trend is drawn: reference band first, points outside it filled, the last value labelled, few words on the axes.
import { color, font, shortTime } from '@nq/common';
import type { EChartsCoreOption } from 'echarts/core';

const DAY_MS = 86_400_000;

export interface TrendPoint {
  at: string;
  value: number;
  text?: string;
  source?: string;
  id?: string;
  /** Filled whatever the band says: it decided something. */
  marked?: boolean;
}

export interface TrendSeries {
  name: string;
  points: TrendPoint[];
  band?: Band | null;
}

export interface Band {
  low?: number | null;
  high?: number | null;
  label?: string;
  /** Where the range comes from, in full. */
  source?: string;
}

export function outside(value: number, band: Band | null | undefined): boolean {
  if (!band) return false;
  return (typeof band.low === 'number' && value < band.low) || (typeof band.high === 'number' && value > band.high);
}

/** Round ticks that hold all points and the ends of the bands: from, to, step. */
export function axisTicks(series: TrendSeries[], wanted = 4): [number, number, number] {
  const values = series.flatMap((s) => [
    ...s.points.map((p) => p.value),
    ...[s.band?.low, s.band?.high].filter((v): v is number => typeof v === 'number'),
  ]);
  if (values.length === 0) return [0, 1, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const rough = (high - low || Math.abs(high) || 1) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((n) => n * power >= rough) ?? 10) * power;
  const tidy = (n: number) => Number(n.toPrecision(12));
  return [tidy(Math.floor(low / step) * step), tidy(Math.ceil(high / step) * step), tidy(step)];
}

/** A little time on both sides, so that one point is not a row of equal dates. */
function timeRange(series: TrendSeries[]): { min?: number; max?: number } {
  const times = series.flatMap((s) => s.points.map((p) => Date.parse(p.at)));
  if (times.length === 0) return {};
  const from = Math.min(...times);
  const to = Math.max(...times);
  const air = Math.max((to - from) * 0.04, to - from < 5 * DAY_MS ? 15 * DAY_MS : 0);
  return { min: from - air, max: to + air };
}

export function trendOption(
  series: TrendSeries[],
  unit: string,
  small: boolean,
  now: string | number,
): EChartsCoreOption {
  const [min, max, interval] = axisTicks(series, small ? 2 : 4);
  return {
    animation: false,
    textStyle: { fontFamily: font, color: color.text2 },
    grid: { left: small ? 32 : 40, right: small ? 48 : 64, top: 14, bottom: 24 },
    tooltip: {
      trigger: 'item',
      borderColor: color.line,
      textStyle: { color: color.text, fontSize: 13 },
      formatter: (p: { data: { value: [string, number]; source?: string; text?: string }; seriesName: string }) =>
        `${escape(shortTime(p.data.value[0], now))}<br/><b>${escape(p.data.text ?? String(p.data.value[1]))}</b> ${escape(unit)} ${escape(p.seriesName)}${p.data.source ? `<br/><span style="color:${color.text2}">${escape(p.data.source)}</span>` : ''}`,
    },
    xAxis: {
      type: 'time',
      ...timeRange(series),
      splitNumber: small ? 2 : 4,
      axisLine: { lineStyle: { color: color.line } },
      axisTick: { show: false },
      axisLabel: {
        fontSize: 12,
        color: color.text2,
        hideOverlap: true,
        formatter: (ms: number) => shortTime(ms, now).split(' ')[0] ?? '',
      },
    },
    yAxis: {
      type: 'value',
      min,
      max,
      interval,
      axisLabel: { fontSize: 12, color: color.text2 },
      splitLine: { lineStyle: { color: color.lineSoft } },
    },
    series: series.map((one, index) => line(one, index, min, max)),
  };
}

function line(one: TrendSeries, index: number, min: number, max: number) {
  const ink = index === 0 ? color.primary : '#46606B';
  const last = one.points.length - 1;
  return {
    type: 'line',
    name: one.name,
    symbol: 'circle',
    symbolSize: 7,
    clip: false,
    lineStyle: { width: 1.6, color: ink, type: index === 0 ? 'solid' : 'dashed' },
    data: one.points.map((point, at) => {
      const out = point.marked === true || outside(point.value, one.band);
      return {
        value: [point.at, point.value],
        text: point.text,
        source: point.source,
        itemStyle: { color: out ? color.red : '#fff', borderColor: out ? color.red : ink, borderWidth: 1.6 },
        label:
          at === last
            ? {
                show: true,
                position: 'right',
                formatter: `${point.text ?? point.value}`,
                fontWeight: 600,
                fontSize: 13,
                color: out ? color.red : color.text,
              }
            : { show: false },
      };
    }),
    ...(one.band
      ? {
          markArea: {
            silent: true,
            itemStyle: { color: color.band },
            data: [[{ yAxis: one.band.low ?? min }, { yAxis: one.band.high ?? max }]],
          },
        }
      : {}),
  };
}

const MARKS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string) => text.replace(/[&<>"]/g, (mark) => MARKS[mark] ?? mark);
