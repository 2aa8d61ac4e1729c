import type { Flow } from '@nq/api';
import { isoDay, nowMs, num } from '@nq/common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { Loaded } from '../../parts/Loaded';
import { PeopleShown } from '../../parts/PeopleShown';

interface Props {
  /** Whose flow it is; the answer is kept under it. */
  name: string;
  load: (from: string, to: string) => Promise<Flow>;
  enabled?: boolean;
}

/** 流动: who came, left and stayed between two days. */
export function FlowCard({ name, load, enabled = true }: Props) {
  const today = dayjs(isoDay(nowMs()));
  const [span, setSpan] = useState(() => [today.subtract(30, 'day'), today] as const);
  const [from, to] = span.map((day) => day.format('YYYY-MM-DD')) as [string, string];
  const query = useQuery({
    queryKey: ['audience', 'flow', name, from, to],
    queryFn: () => load(from, to),
    enabled,
    placeholderData: keepPreviousData,
  });
  return (
    <section className="card">
      <div className="head">
        <h2>流动</h2>
        <span className="grow" />
        <DatePicker.RangePicker
          size="small"
          allowClear={false}
          value={[span[0], span[1]]}
          maxDate={today}
          presets={[7, 30, 90, 365].map((days) => ({
            label: `近 ${days} 天`,
            value: [today.subtract(days, 'day'), today],
          }))}
          onChange={(next) => {
            if (next?.[0] && next[1] && next[0].isBefore(next[1], 'day')) setSpan([next[0], next[1]]);
          }}
        />
      </div>
      <div className="body" style={{ opacity: query.isFetching && query.data ? 0.6 : 1 }}>
        {enabled ? (
          <Loaded query={query}>{(flow) => <Inside flow={flow} />}</Loaded>
        ) : (
          <p className="soft">条件填完且无误后显示。</p>
        )}
      </div>
    </section>
  );
}

function Inside({ flow }: { flow: Flow }) {
  const cell = (word: string, count: number, mark = '') => (
    <div>
      <span className="soft">{word}</span>
      <div className="seg-flow-number">
        {mark}
        {num(count)}
        <span className="unit">人</span>
      </div>
    </div>
  );
  return (
    <>
      <div className="seg-flow">
        {cell('开始时', flow.from_size)}
        {cell('离开', flow.left, flow.left > 0 ? '−' : '')}
        {cell('留下', flow.stayed)}
        {cell('进入', flow.came, flow.came > 0 ? '＋' : '')}
        {cell('结束时', flow.to_size)}
      </div>
      <div className="grid-2" style={{ marginTop: 12 }}>
        <div>
          <h3>进入的几位</h3>
          <PeopleShown people={flow.came_sample} empty="没有人进入，或不在您的查看范围。" />
        </div>
        <div>
          <h3>离开的几位</h3>
          <PeopleShown people={flow.left_sample} empty="没有人离开，或不在您的查看范围。" />
        </div>
      </div>
    </>
  );
}
