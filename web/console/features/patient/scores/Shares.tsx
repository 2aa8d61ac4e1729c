import type { ScoreExplanation, ScoreShare } from '@nq/api';
import { color, font } from '@nq/common';
import { useMemo } from 'react';
import type { EChartsCoreOption } from 'echarts/core';
import { Chart } from '../../../parts/Chart';
import { figure } from './scoreGroups';

/** The share of every factor, the largest first: what raises the result to the right, what lowers it to the left. */
export function Shares({ explanation, unit }: { explanation: ScoreExplanation; unit: string }) {
  const measured = useMemo(() => bars(explanation.shares), [explanation]);
  const steps = explanation.shares.filter((one) => one.amount === null);
  const option = useMemo(() => sharesOption(measured), [measured]);
  if (explanation.shares.length === 0) return null;
  const top = measured[0];
  return (
    <section>
      <h2>各因素的份额{unit && measured.length > 0 && <span className="unit">{unit === '%' ? '个百分点' : unit}</span>}</h2>
      {top && (
        <p className="soft small">
          影响最大的是{top.name}（{signed(top.amount)}）。{explanation.method}。
          {explanation.reference !== null && `对照结果 ${figure(explanation.reference)}${unit}。`}
        </p>
      )}
      {measured.length > 0 && (
        <Chart
          option={option}
          height={measured.length * 28 + 12}
          label={measured.map((one) => `${one.name} ${signed(one.amount)}`).join('，')}
        />
      )}
      {steps.length > 0 && (
        <ul className="limits">
          {steps.map((one) => (
            <li key={one.code + one.name}>
              {one.name}
              {one.detail ? `：${one.detail}` : ''}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export type Bar = ScoreShare & { amount: number };

/** What has a size, the largest first; a factor that adds nothing draws no bar. */
export function bars(shares: ScoreShare[]): Bar[] {
  return shares
    .filter((one): one is Bar => one.amount !== null && Math.abs(one.amount) >= 0.005)
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
}

const signed = (amount: number) => `${amount > 0 ? '+' : amount < 0 ? '−' : ''}${figure(Math.abs(amount))}`;

function sharesOption(list: Bar[]): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: font, color: color.text },
    grid: { left: 8, right: 64, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: list.map((one) => one.name),
      axisLine: { lineStyle: { color: color.line } },
      axisTick: { show: false },
      axisLabel: { color: color.text, fontSize: 13, width: 170, overflow: 'break' },
    },
    series: [
      {
        type: 'bar',
        barWidth: 14,
        data: list.map((one) => ({
          value: one.amount,
          itemStyle: { color: one.amount > 0 ? color.primary : '#9FB4BA' },
          label: { show: true, position: 'right', formatter: signed(one.amount), color: color.text, fontSize: 13 },
        })),
      },
    ],
  };
}
