import { api } from '@nq/api';
import type { AuditRow, Page } from '@nq/api';
import { dateTime } from '@nq/common';
import { DataTable } from '../../parts/DataTable';
import { FilterBar } from '../../parts/FilterBar';
import { useListState } from '../../parts/listState';
import { PageHead } from '../../parts/PageHead';
import { Status } from '../../parts/Reasons';
import { actWord, objectWord } from '../../parts/words';

const ACTS = [
  'login',
  'read_patient',
  'unmask_phone',
  'unmask_id_number',
  'unmask_address',
  'open_card',
  'merge_patients',
  'unmerge_patients',
  'move_obligation',
  'skip_obligation',
  'create_staff',
  'disable_staff',
  'create_token',
].map((value) => ({ value, label: actWord(value) }));
const RESULT: Record<string, string> = { ok: '允许', allowed: '允许', success: '允许', denied: '拒绝', failed: '失败' };

/** 审计: who did what to whom, when, and why; read only. */
export default function Audit() {
  const list = useListState('', 50);
  return (
    <div className="page">
      <PageHead title="审计" note="只增不改。被拒绝的操作也在这里。" />
      <FilterBar list={list} search="人员、对象、原因" filters={[{ key: 'act', label: '操作', options: ACTS }]} />
      <DataTable<AuditRow>
        name={['audit']}
        list={list}
        rowKey={(row) => String(row.seq)}
        load={(query, signal) => api.get<Page<AuditRow>>('/api/audit', query, signal)}
        empty={{ text: '还没有审计记录。' }}
        columns={[
          { title: '序号', key: 'seq', number: true, render: (_, row) => <span className="soft">{row.seq}</span> },
          { title: '时间', key: 'at', render: (_, row) => <span className="nowrap">{dateTime(row.at)}</span> },
          { title: '人员', dataIndex: 'actor_name', key: 'actor' },
          { title: '操作', key: 'act', render: (_, row) => actWord(row.act) },
          {
            title: '对象',
            key: 'object',
            render: (_, row) => (
              <span>
                {objectWord(row.object_kind)}
                <span className="unit">{row.object_id.slice(0, 8)}</span>
              </span>
            ),
          },
          {
            title: '患者',
            key: 'patient',
            render: (_, row) =>
              row.patient_id ? (
                <a onClick={() => list.set({ patient_id: row.patient_id })}>{row.patient_id.slice(0, 8)}</a>
              ) : (
                '—'
              ),
          },
          {
            title: '结果',
            key: 'result',
            render: (_, row) => (
              <Status text={RESULT[row.result] ?? row.result} tone={/deni|fail/.test(row.result) ? 'red' : 'green'} />
            ),
          },
          { title: '原因', key: 'reason', render: (_, row) => row.reason },
        ]}
      />
    </div>
  );
}
