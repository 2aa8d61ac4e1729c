import { api } from '@nq/api';
import type { Feed, InboundRow, Page } from '@nq/api';
import { ago, num, shortTime } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { DataTable } from '../../parts/DataTable';
import { Empty } from '../../parts/Empty';
import { FilterBar } from '../../parts/FilterBar';
import { useListState } from '../../parts/listState';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { Status } from '../../parts/Reasons';
import type { Tone } from '../../parts/Reasons';
import { InboundDrawer } from './InboundDrawer';
import './feeds.css';

const FEED_STATE: Record<string, { word: string; tone: Tone }> = {
  ok: { word: '正常', tone: 'green' },
  silent: { word: '无数据', tone: 'warm' },
  error: { word: '有错误', tone: 'red' },
};
const KIND: Record<string, string> = { mllp: 'HL7 v2', fhir: 'FHIR', sheet: '表格导入' };
const STATES = [
  ['filed', '已归档'],
  ['warning', '已归档，请核对'],
  ['unmapped', '已保存，未映射'],
  ['duplicate', '重复'],
  ['quarantined', '隔离'],
].map(([value = '', label = '']) => ({ value, label }));
const TONE: Record<string, Tone> = {
  filed: 'green',
  quarantined: 'red',
  unmapped: 'warm',
  warning: 'yellow',
  duplicate: 'plain',
};

/** 接口监控: is every source alive, what came in, what was set aside, and play it again once the cause is mended. */
export default function Feeds() {
  const list = useListState();
  const [open, setOpen] = useState<string | null>(null);
  const feeds = useQuery({
    queryKey: ['feeds'],
    queryFn: () => api.get<Feed[]>('/api/feeds'),
    refetchInterval: 10_000,
  });
  const chosen = list.values.feed_id ?? null;
  return (
    <div className="page">
      <PageHead title="接口监控" note="每条消息原文都保留。隔离的消息修好原因后可以重放，重放不会重复入档。" />
      <Loaded query={feeds}>
        {(rows) =>
          rows.length === 0 ? (
            <div className="card">
              <Empty small text="还没有接口接入。" />
            </div>
          ) : (
            <div className="feeds">
              {rows.map((feed) => {
                const state = FEED_STATE[feed.state] ?? { word: feed.state, tone: 'plain' as Tone };
                return (
                  <button
                    type="button"
                    key={feed.id}
                    className={`plain card feed${chosen === feed.id ? ' on' : ''}`}
                    aria-pressed={chosen === feed.id}
                    onClick={() => list.set({ feed_id: chosen === feed.id ? null : feed.id })}
                  >
                    <span className="row between">
                      <b>{feed.name}</b>
                      <Status text={state.word} tone={state.tone} />
                    </span>
                    <span className="soft small">
                      {KIND[feed.kind] ?? feed.kind} ·{' '}
                      {feed.last_message_at ? `最近 ${ago(feed.last_message_at)}` : '尚无消息'}
                      {feed.rate_per_minute ? ` · ${num(feed.rate_per_minute, 1)} 条/分` : ''}
                    </span>
                    <span className="row feed-nums">
                      <span>
                        今日 <b>{num(feed.today)}</b>
                      </span>
                      <span className={feed.errors_today > 0 ? 'bad' : ''}>
                        出错 <b>{num(feed.errors_today)}</b>
                      </span>
                      <span className={feed.quarantined > 0 ? 'warm' : ''}>
                        隔离 <b>{num(feed.quarantined)}</b>
                      </span>
                    </span>
                    {feed.last_error && <span className="small bad">{feed.last_error}</span>}
                  </button>
                );
              })}
            </div>
          )
        }
      </Loaded>
      <FilterBar
        list={list}
        search="控制号、类型、患者"
        filters={[
          {
            key: 'feed_id',
            label: '接口',
            options: (feeds.data ?? []).map((feed) => ({ value: feed.id, label: feed.name })),
          },
          { key: 'state', label: '状态', options: STATES },
        ]}
      />
      <DataTable<InboundRow>
        name={['inbound']}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => setOpen(row.id)}
        refreshMs={10_000}
        load={(query, signal) => api.get<Page<InboundRow>>('/api/inbound', query, signal)}
        empty={{ text: '还没有收到消息。' }}
        columns={[
          {
            title: '接收时间',
            key: 'at',
            render: (_, row) => <span className="nowrap">{shortTime(row.received_at)}</span>,
          },
          { title: '接口', dataIndex: 'feed', key: 'feed' },
          {
            title: '类型',
            key: 'type',
            render: (_, row) => (
              <span className="nowrap">
                <code>{row.type}</code>
                <span className="unit">{row.type_name ?? ''}</span>
              </span>
            ),
          },
          {
            title: '控制号',
            key: 'control',
            render: (_, row) => <span className="soft">{row.control_id || '—'}</span>,
          },
          { title: '患者', key: 'patient', render: (_, row) => row.patient_name ?? '—' },
          {
            title: '状态',
            key: 'state',
            render: (_, row) => <Status text={row.state_name} tone={TONE[row.state] ?? 'plain'} />,
          },
          { title: '应答', key: 'ack', render: (_, row) => row.ack || '—' },
          {
            title: '原因',
            key: 'error',
            render: (_, row) => <span className={row.error ? 'bad' : ''}>{row.error ?? ''}</span>,
          },
        ]}
      />
      <InboundDrawer id={open} close={() => setOpen(null)} />
    </div>
  );
}
