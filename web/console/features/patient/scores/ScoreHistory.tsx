import type { ScoreDetail } from '@nq/api';
import { shortTime } from '@nq/common';
import { useMemo } from 'react';
import { ChartCard } from '../../../parts/ChartCard';
import { Why } from '../../../parts/Why';
import { useNow } from '../../../session';
import { causeWord, figure, wordSentence, withUnit } from './scoreGroups';
import { ScoreBadge } from './ScoreBadge';

/** How the result was before: a line where there is one, then each result with its cause and version. */
export function ScoreHistory({ detail }: { detail: ScoreDetail }) {
  const now = useNow();
  const series = useMemo(() => {
    const points = detail.history
      .flatMap((one) =>
        one.value === null || one.status !== 'done'
          ? []
          : [{ at: one.created_at, value: one.value, text: figure(one.value), source: causeWord(one.cause), id: one.id }],
      )
      .reverse();
    return [{ name: detail.name, points, band: null }];
  }, [detail]);
  if (detail.history.length === 0 && detail.overrides.length === 0) return null;
  const unit = detail.latest?.unit ?? '';
  return (
    <section>
      <h2>评估经过</h2>
      {(series[0]?.points.length ?? 0) > 1 && <ChartCard title={detail.name} unit={unit} series={series} now={now} small />}
      <table className="fact-table score-table">
        <tbody>
          {detail.history.slice(0, 12).map((one) => (
            <tr key={one.id}>
              <td>{shortTime(one.created_at)}</td>
              <td>
                <span className="row">
                  {one.value !== null && <b>{withUnit(one.value, one.unit)}</b>}
                  {one.category_label && <ScoreBadge level={one.level} word={one.category_label} />}
                  {one.status !== 'done' && <span className="soft">{one.status === 'incomplete' ? '资料不全' : '不适用'}</span>}
                </span>
              </td>
              <td className="soft small">
                {causeWord(one.cause)} · 规则表 {one.table_version}
              </td>
              <td>
                <Why kind="score" id={one.id} receiptId={one.receipt_id} label={one.sentence} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {detail.overrides.map((one) => (
        <p key={one.created_at} className="soft small">
          {shortTime(one.created_at)} {wordSentence(one, unit)}
          {one.stands ? '（生效中）' : '（已到期或被替换）'}
        </p>
      ))}
    </section>
  );
}
