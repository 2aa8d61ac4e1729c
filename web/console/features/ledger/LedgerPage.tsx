import { api } from '@nq/api';
import type { Ledger, LedgerItem, LedgerSums, Page } from '@nq/api';
import { date, isoDay, num, nowMs, percent } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { DataTable } from '../../parts/DataTable';
import { FilterBar } from '../../parts/FilterBar';
import { useListState } from '../../parts/listState';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { PatientName } from '../../parts/PatientName';
import { Status } from '../../parts/Reasons';
import { mayOpen, useSession } from '../../session';
import './ledger.css';

const DAY_MS = 86_400_000;
const PARTS: { key: keyof LedgerSums; word: string; tone: string }[] = [
  { key: 'done', word: '完成', tone: 'good' },
  { key: 'not_due', word: '未到期', tone: '' },
  { key: 'overdue', word: '逾期', tone: 'warm' },
  { key: 'closed', word: '有据关闭', tone: '' },
];

/** 随访账本: what should be done equals what was done, is not yet due, is late, or was closed for a reason. Every number opens its people. */
export default function LedgerPage() {
  const rows = mayOpen(useSession(), 'patients');
  const list = useListState();
  const from = list.values.from ?? isoDay(nowMs() - 30 * DAY_MS);
  const to = list.values.to ?? isoDay(nowMs() + 7 * DAY_MS);
  const state = list.values.state ?? null;
  const span = { from, to };
  const query = useQuery({ queryKey: ['ledger', span], queryFn: () => api.get<Ledger>('/api/ledger', span) });
  const open = (changes: Record<string, string | null>) =>
    list.set({ state: null, reason: null, pathway: null, ...changes });
  return (
    <div className="page">
      <PageHead title="随访账本" note="应随访 = 完成 + 未到期 + 逾期 + 有据关闭。每一笔都有下落。">
        <DatePicker.RangePicker
          allowClear={false}
          value={[dayjs(from), dayjs(to)]}
          format="M月D日"
          onChange={(days) =>
            list.set({ from: days?.[0]?.format('YYYY-MM-DD') ?? null, to: days?.[1]?.format('YYYY-MM-DD') ?? null })
          }
        />
        <Button onClick={() => window.print()}>打印</Button>
      </PageHead>
      <Loaded query={query}>
        {(ledger) => <Sheet ledger={ledger} state={state} pathway={list.values.pathway ?? null} open={open} />}
      </Loaded>
      {rows && (
        <section style={{ marginTop: 24 }}>
          <FilterBar
            list={list}
            silent={['from', 'to']}
            filters={[
              { key: 'state', label: '状态', options: PARTS.map((part) => ({ value: part.key, label: part.word })) },
              {
                key: 'pathway',
                label: '路径',
                options: (query.data?.rows ?? []).map((row) => ({ value: row.pathway_code, label: row.pathway })),
              },
              {
                key: 'reason',
                label: '关闭原因',
                options: (query.data?.closed_by ?? []).map((row) => ({ value: row.reason, label: row.label })),
              },
            ]}
          />
          <DataTable<LedgerItem>
            name={['ledger', 'items', span]}
            list={list}
            rowKey={(row) => row.obligation_id}
            load={(q, signal) => api.get<Page<LedgerItem>>('/api/ledger/items', { ...q, ...span }, signal)}
            empty={{ text: '这一时段没有应做的随访。' }}
            columns={[
              {
                title: '患者',
                key: 'patient',
                render: (_, row) => <PatientName id={row.patient.id} name={row.patient.name} />,
              },
              { title: '路径', dataIndex: 'pathway', key: 'pathway' },
              { title: '节点', dataIndex: 'node', key: 'node' },
              {
                title: '窗口',
                key: 'due',
                render: (_, row) => (
                  <span className="nowrap">
                    {date(row.due_from)} – {date(row.due_to)}
                  </span>
                ),
              },
              {
                title: '状态',
                key: 'state',
                render: (_, row) => (
                  <Status
                    text={row.state_name}
                    tone={
                      row.state === 'done'
                        ? 'green'
                        : row.state === 'overdue'
                          ? 'warm'
                          : row.state === 'due'
                            ? 'teal'
                            : 'plain'
                    }
                  />
                ),
              },
              {
                title: '完成或关闭',
                key: 'end',
                render: (_, row) =>
                  row.done_at ? (
                    <span className="nowrap">{date(row.done_at)}</span>
                  ) : (
                    <span title={row.why}>{row.closed_reason_name ?? '—'}</span>
                  ),
              },
              { title: '经手', key: 'by', render: (_, row) => row.done_by ?? '' },
            ]}
          />
        </section>
      )}
    </div>
  );
}

interface SheetProps {
  ledger: Ledger;
  state: string | null;
  pathway: string | null;
  open: (changes: Record<string, string | null>) => void;
}

function Sheet({ ledger, state, pathway, open }: SheetProps) {
  const balanced = ledger.difference === 0;
  return (
    <>
      <div className="equation card">
        <button type="button" className="plain" onClick={() => open({})}>
          <span className="soft">应随访</span>
          <b>{num(ledger.should)}</b>
        </button>
        {PARTS.map((part, at) => (
          <div key={part.key} className="row" style={{ gap: 0 }}>
            <i aria-hidden="true">{at === 0 ? '=' : '+'}</i>
            <button
              type="button"
              className={`plain${state === part.key ? ' on' : ''}`}
              aria-pressed={state === part.key}
              onClick={() => open({ state: part.key })}
            >
              <span className="soft">{part.word}</span>
              <b className={part.tone}>{num(ledger[part.key])}</b>
              <span className="unit" style={{ margin: 0 }}>
                {part.key === 'not_due' && ledger.due > 0
                  ? `其中待随访 ${num(ledger.due)}`
                  : percent(ledger[part.key], ledger.should)}
              </span>
            </button>
          </div>
        ))}
        <span className="grow" />
        <span className={`balance ${balanced ? 'ok' : 'off'}`}>
          {balanced ? '✓ 账平' : `▲ 差额 ${num(ledger.difference)}，已报警`}
        </span>
      </div>
      {ledger.closed_by.length > 0 && (
        <div className="row wrap" style={{ margin: '10px 2px' }}>
          <span className="soft">有据关闭：</span>
          {ledger.closed_by.map((row) => (
            <a key={row.reason} onClick={() => open({ state: 'closed', reason: row.reason })}>
              {row.label} {num(row.count)}
            </a>
          ))}
        </div>
      )}
      {ledger.rows.length > 0 && (
        <div className="card" style={{ marginTop: 12, overflowX: 'auto' }}>
          <table className="sheet">
            <thead>
              <tr>
                <th>路径</th>
                <th className="num">应随访</th>
                {PARTS.map((part) => (
                  <th className="num" key={part.key}>
                    {part.word}
                  </th>
                ))}
                <th className="num">完成率</th>
              </tr>
            </thead>
            <tbody>
              {ledger.rows.map((row) => {
                const key = row.pathway_code;
                const due = row.should - row.not_due - row.closed;
                return (
                  <tr key={key} className={pathway === key ? 'on' : ''}>
                    <td>{row.pathway}</td>
                    <td className="num">
                      <a onClick={() => open({ pathway: key })}>{num(row.should)}</a>
                    </td>
                    {PARTS.map((part) => (
                      <td className="num" key={part.key}>
                        {row[part.key] === 0 ? (
                          <span className="soft">0</span>
                        ) : (
                          <a
                            className={part.key === 'overdue' ? 'warm strong' : ''}
                            onClick={() => open({ pathway: key, state: part.key })}
                          >
                            {num(row[part.key])}
                          </a>
                        )}
                      </td>
                    ))}
                    <td className="num" title="完成 ÷（完成 + 逾期）">
                      {percent(row.done, due)}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
