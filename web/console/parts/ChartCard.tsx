import { shortTime } from '@nq/common';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { Chart } from './Chart';
import { outside, trendOption } from './trend';
import type { TrendPoint, TrendSeries } from './trend';
import { Empty } from './Empty';
import './chart.css';

interface Props {
  title: string;
  /** The one message of the chart, in words. */
  message?: ReactNode;
  unit?: string;
  series: TrendSeries[];
  now: string | number;
  small?: boolean;
  /** The reference range in words, where the first series' own does not suffice. */
  bandText?: string;
  onPoint?: (point: TrendPoint) => void;
}

/** A trend with its reference band; the same numbers stand ready as a table. */
export function ChartCard(props: Props) {
  const { title, message, unit = '', series, now, small = false, onPoint } = props;
  const [table, setTable] = useState(false);
  const option = useMemo(() => trendOption(series, unit, small, now), [series, unit, small, now]);
  const first = series[0];
  const last = first?.points.at(-1);
  const band = first?.band;
  const bandText = props.bandText ?? (band && (band.label ?? [band.low ?? '', band.high ?? ''].join('–')));
  return (
    <figure className={`chart-card${small ? ' small-chart' : ''}`}>
      <figcaption>
        <span className="grow">
          <b>{title}</b>
          {unit && <span className="unit">{unit}</span>}
          {bandText && (
            <span className="band-key" title={band?.source}>
              <i aria-hidden="true" />
              参考 {bandText}
            </span>
          )}
        </span>
        <button
          type="button"
          className="plain soft small no-print"
          onClick={() => setTable(!table)}
          aria-pressed={table}
        >
          {table ? '看图' : '看表'}
        </button>
      </figcaption>
      {message && <p className="chart-message">{message}</p>}
      {!last && <Empty small text="这一时段没有数据。" />}
      {last && !table && (
        <Chart
          option={option}
          height={small ? 116 : 190}
          onPoint={(index) => {
            const p = first?.points[index];
            if (p) onPoint?.(p);
          }}
          label={`${title}，最近一次 ${last.text ?? last.value} ${unit}，${shortTime(last.at, now)}`}
        />
      )}
      {last && table && <Numbers series={series} now={now} onPoint={onPoint} />}
    </figure>
  );
}

function Numbers({
  series,
  now,
  onPoint,
}: {
  series: TrendSeries[];
  now: string | number;
  onPoint?: ((point: TrendPoint) => void) | undefined;
}) {
  return (
    <div className="chart-table">
      <table>
        <thead>
          <tr>
            <th>时间</th>
            <th>项目</th>
            <th className="num">数值</th>
            <th>来源</th>
          </tr>
        </thead>
        <tbody>
          {series
            .flatMap((one) => one.points.map((point) => ({ one, point })))
            .sort((a, b) => b.point.at.localeCompare(a.point.at))
            .map(({ one, point }) => (
              <tr key={`${one.name}${point.at}${point.id ?? ''}`}>
                <td>{shortTime(point.at, now)}</td>
                <td>{one.name}</td>
                <td className={`num${outside(point.value, one.band) ? ' bad strong' : ''}`}>
                  {onPoint ? (
                    <a onClick={() => onPoint(point)}>{point.text ?? point.value}</a>
                  ) : (
                    (point.text ?? point.value)
                  )}
                </td>
                <td className="soft">{point.source ?? '—'}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
