import { api } from '@nq/api';
import type { AlertView, ModelView, Page } from '@nq/api';
import { ago } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { AlertClock, AlertLevel } from '../../parts/AlertMarks';
import { DataTable } from '../../parts/DataTable';
import { FilterBar } from '../../parts/FilterBar';
import { useListState } from '../../parts/listState';
import { PageHead } from '../../parts/PageHead';
import { PatientName } from '../../parts/PatientName';
import { Status } from '../../parts/Reasons';
import type { Tone } from '../../parts/Reasons';
import { useNow } from '../../session';
import { AlertDrawer } from './AlertDrawer';
import { alertQuery } from './alertQuery';
import './alerts.css';

const STATES = [
  ['all', '全部'],
  ['detected', '已发现'],
  ['notified', '已通知'],
  ['acknowledged', '已确认'],
  ['closed', '已关闭'],
].map(([value = '', label = '']) => ({ value, label }));
const TONE: Record<string, Tone> = { detected: 'red', notified: 'warm', acknowledged: 'teal', closed: 'plain' };

/** 监测预警: what must be looked at, the gravest first, each with the time that is left. */
export default function Alerts() {
  const list = useListState();
  const now = useNow();
  const rules = useQuery({ queryKey: ['models'], queryFn: () => api.get<ModelView[]>('/api/models'), staleTime: 300_000 });
  const monitors = (rules.data ?? []).filter((one) => one.id.startsWith('monitor:'));
  const open = list.values.alert ?? null;
  return (
    <div className="page">
      <PageHead
        title="监测预警"
        note="红色 2 小时内、黄色 24 小时内须有人确认；到时无人确认，上报科主任。这里先列未关闭的。"
      />
      <FilterBar
        list={list}
        silent={['alert', 'patient_id']}
        filters={[
          { key: 'state', label: '状态', options: STATES },
          {
            key: 'level',
            label: '级别',
            options: [
              { value: 'red', label: '▲ 红色' },
              { value: 'yellow', label: '◆ 黄色' },
            ],
          },
          {
            key: 'rule',
            label: '预警项目',
            options: monitors.map((one) => ({ value: one.id.slice('monitor:'.length), label: one.name })),
          },
          { key: 'mine', label: '范围', options: [{ value: 'true', label: '我负责的患者' }] },
          {
            key: 'escalated',
            label: '上报',
            options: [
              { value: 'true', label: '已上报' },
              { value: 'false', label: '未上报' },
            ],
          },
        ]}
        right={
          list.values.patient_id && <a onClick={() => list.set({ patient_id: null })}>只看一位患者的预警，查看全部</a>
        }
      />
      <DataTable<AlertView>
        name={['alerts', 'list']}
        list={list}
        rowKey={(row) => row.id}
        refreshMs={30_000}
        onOpen={(row) => list.set({ alert: row.id })}
        load={(query, signal) => api.get<Page<AlertView>>('/api/alerts', alertQuery(query), signal)}
        empty={{ text: '没有未关闭的预警。', action: <a onClick={() => list.set({ state: 'all' })}>查看全部</a> }}
        columns={[
          { title: '级别', key: 'level', render: (_, row) => <AlertLevel level={row.level} /> },
          {
            title: '患者',
            key: 'patient',
            render: (_, row) => <PatientName id={row.patient_id} name={row.patient_name} />,
          },
          {
            title: '预警',
            key: 'title',
            render: (_, row) => (
              <div className="alert-said">
                <b>{row.title}</b>
                <div className="soft small">{row.sentence}</div>
              </div>
            ),
          },
          { title: '发现', key: 'detected', render: (_, row) => <span className="nowrap">{ago(row.detected_at, now)}</span> },
          { title: '时限', key: 'clock', render: (_, row) => <AlertClock alert={row} now={now} /> },
          {
            title: '状态',
            key: 'state',
            render: (_, row) => <Status text={row.state_name} tone={TONE[row.state] ?? 'plain'} />,
          },
          {
            title: '处理',
            key: 'by',
            render: (_, row) => row.outcome_name ?? row.acknowledged_by ?? <span className="soft">—</span>,
          },
          {
            title: '',
            key: 'act',
            align: 'right',
            render: (_, row) => (
              <button
                type="button"
                className="plain link-act"
                onClick={(event) => {
                  event.stopPropagation();
                  list.set({ alert: row.id });
                }}
              >
                {row.can.acknowledge ? '确认' : row.can.close ? '关闭' : '查看'}
              </button>
            ),
          },
        ]}
      />
      <AlertDrawer id={open} close={() => list.set({ alert: null })} />
    </div>
  );
}
