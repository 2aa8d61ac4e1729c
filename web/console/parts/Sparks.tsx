import type { MetricSummary } from '@nq/api';
import { color, shortTime } from '@nq/common';
import './patient.css';

const W = 120;
const H = 28;

/** The last points of one metric as a bare line; the last one is marked, filled when outside its band. */
export function Spark({ points, out }: { points: { at: string; value: number }[]; out: boolean }) {
  if (points.length < 2) return <svg viewBox={`0 0 ${W} ${H}`} aria-hidden="true" />;
  const values = points.map((point) => point.value);
  const low = Math.min(...values);
  const range = Math.max(...values) - low || 1;
  const at = points.map(
    (point, index) =>
      [4 + (index / (points.length - 1)) * (W - 8), H - 5 - ((point.value - low) / range) * (H - 10)] as const,
  );
  const [lx, ly] = at[at.length - 1] ?? [0, 0];
  return (
    <svg viewBox={`0 0 ${W} ${H}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline
        points={at.map((p) => p.join(',')).join(' ')}
        fill="none"
        stroke={color.primary}
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
      <circle
        cx={lx}
        cy={ly}
        r="3"
        fill={out ? color.red : '#fff'}
        stroke={out ? color.red : color.primary}
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

const FLAG: Record<string, string> = { H: '↑', HH: '↑↑', L: '↓', LL: '↓↓', high: '↑', low: '↓', A: '异常' };
export const flagMark = (flag: string | null | undefined): string => (flag ? (FLAG[flag] ?? '') : '');

export function isOut(metric: MetricSummary): boolean {
  const latest = metric.latest;
  if (!latest) return false;
  if (flagMark(latest.flag)) return true;
  const band = latest.band;
  if (!band || latest.value === null) return false;
  return (band.low !== null && latest.value < band.low) || (band.high !== null && latest.value > band.high);
}

/** Out of range first, then what has the longest course; what is known but once comes last. */
export function byWeight(a: MetricSummary, b: MetricSummary): number {
  return Number(b.count > 1) - Number(a.count > 1) || Number(isOut(b)) - Number(isOut(a)) || b.count - a.count;
}

/** A row per metric: name, course, last value with unit and arrow, when. */
export function MetricRows({ metrics, onOpen }: { metrics: MetricSummary[]; onOpen?: (code: string) => void }) {
  return (
    <div>
      {metrics.map((metric) => {
        const out = isOut(metric);
        return (
          <button
            type="button"
            className="plain spark"
            key={metric.code}
            disabled={!onOpen}
            onClick={() => onOpen?.(metric.code)}
          >
            <span className="name">{metric.name}</span>
            <Spark points={metric.spark} out={out} />
            <span className={`value${out ? ' bad' : ''}`}>
              {metric.latest?.value_text ?? '—'} {flagMark(metric.latest?.flag)}
              <span className="unit">{metric.unit}</span>
            </span>
            <span className="when soft small">{metric.latest ? shortTime(metric.latest.at) : ''}</span>
          </button>
        );
      })}
    </div>
  );
}
