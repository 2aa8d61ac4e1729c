import type { MetricBand, MetricSeries } from '@nq/api';
import { useMemo } from 'react';
import { useNow } from '../session';
import { ChartCard } from './ChartCard';
import { Loaded } from './Loaded';
import { useMetric } from './patientData';
import type { Band, TrendPoint, TrendSeries } from './trend';

interface Props {
  patientId: string;
  code: string;
  small?: boolean;
  from?: string | null;
  onPoint?: (point: TrendPoint) => void;
}

/** The course of one metric; the report's own reference range comes before the general one. */
export function MetricChart({ patientId, code, small = false, from = null, onPoint }: Props) {
  const query = useMetric(patientId, code, from);
  const now = useNow();
  const series = useMemo(() => (query.data ? [toSeries(query.data)] : []), [query.data]);
  return (
    <Loaded query={query} skeleton={<div className="chart-card" style={{ height: small ? 150 : 240 }} />}>
      {(data) => (
        <ChartCard
          title={data.name}
          unit={data.unit ?? ''}
          series={series}
          now={now}
          small={small}
          {...(onPoint ? { onPoint } : {})}
        />
      )}
    </Loaded>
  );
}

/** 收缩压 over 舒张压 in one chart, as a doctor reads them. */
export function PressureChart({ patientId, from = null }: { patientId: string; from?: string | null }) {
  const sbp = useMetric(patientId, 'sbp', from);
  const dbp = useMetric(patientId, 'dbp', from);
  const now = useNow();
  const series = useMemo(
    () => [sbp.data, dbp.data].flatMap((data) => (data ? [toSeries(data)] : [])),
    [sbp.data, dbp.data],
  );
  const words = series.flatMap((one) => (one.band?.label ? [`${one.name} ${one.band.label}`] : [])).join('，');
  return (
    <Loaded query={sbp} skeleton={<div className="chart-card" style={{ height: 240 }} />}>
      {() => <ChartCard title="血压" unit="mmHg" series={series} now={now} bandText={words} />}
    </Loaded>
  );
}

export function toSeries(data: MetricSeries): TrendSeries {
  const points = data.points.flatMap((point) =>
    point.value === null
      ? []
      : [
          {
            at: point.at,
            value: point.value,
            text: point.value_text,
            id: point.observation_id,
            ...(point.source ? { source: point.source } : {}),
          },
        ],
  );
  return { name: data.name, points, band: toBand(data.band) };
}

export function toBand(band: MetricBand | null): Band | null {
  if (!band || (band.low === null && band.high === null)) return null;
  const range =
    band.low === null ? `≤ ${band.high}` : band.high === null ? `≥ ${band.low}` : `${band.low}–${band.high}`;
  const origin = band.from_report ? '报告' : '指南';
  return {
    low: band.low,
    high: band.high,
    label: `${range}（${origin}）`,
    ...(band.source ? { source: band.source } : {}),
  };
}
