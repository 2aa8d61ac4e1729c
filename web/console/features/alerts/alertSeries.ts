// The readings of an alert as charts: 收缩压 and 舒张压 together, every other metric by itself, the deciding points marked.
import type { AlertDetail, AlertPoint } from '@nq/api';
import type { TrendSeries } from '../../parts/trend';

export interface AlertChart {
  title: string;
  unit: string;
  series: TrendSeries[];
}

export function alertCharts(alert: Pick<AlertDetail, 'series' | 'facts'>): AlertChart[] {
  const decided = new Set(alert.facts.map(spot));
  const all = alert.series.length > 0 ? alert.series : alert.facts;
  const metrics = [...new Set(all.map((one) => one.metric))];
  const line = (metric: string): TrendSeries => {
    const mine = all.filter((one) => one.metric === metric);
    const points = [...mine]
      .sort((a, b) => a.at.localeCompare(b.at))
      .map((one) => ({ at: one.at, value: one.value, text: String(one.value), marked: decided.has(spot(one)) }));
    return { name: mine[0]?.name ?? metric, points, band: null };
  };
  const unitOf = (metric: string) => all.find((one) => one.metric === metric)?.unit ?? '';
  const pressure = metrics.includes('sbp') && metrics.includes('dbp');
  const rest = metrics.filter((metric) => !pressure || !['sbp', 'dbp'].includes(metric));
  return [
    ...(pressure ? [{ title: '血压', unit: unitOf('sbp'), series: [line('sbp'), line('dbp')] }] : []),
    ...rest.map((metric) => ({ title: line(metric).name, unit: unitOf(metric), series: [line(metric)] })),
  ];
}

const spot = (point: AlertPoint) => `${point.metric}@${Date.parse(point.at)}`;
