import { api } from '@nq/api';
import type { Dashboard, Page, PatientRow } from '@nq/api';
import { riskLook } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { Link, useNavigate, useParams } from 'react-router';
import { DataTable } from '../../parts/DataTable';
import { useListState } from '../../parts/listState';
import { PageHead } from '../../parts/PageHead';
import { PatientName } from '../../parts/PatientName';
import { RiskBadge } from '../../parts/RiskBadge';
import { sexWord } from '../../parts/words';

/** The people behind one number: who is counted, who could be, who is left out and why. */
export default function NumberPeople() {
  const { key = '' } = useParams();
  const list = useListState();
  const go = useNavigate();
  const { from, to } = list.values;
  const part = list.values.part ?? 'numerator';
  const span = { from, to };
  const board = useQuery({
    queryKey: ['dashboard', from, to],
    queryFn: () => api.get<Dashboard>('/api/dashboard', span),
  });
  const one = board.data?.numbers.find((number) => number.key === key);
  return (
    <div className="page">
      <PageHead
        title={
          one ? `${one.name}　${one.text}` : key === 'grades' ? `风险分布：${riskLook(list.values.grade).word}` : '名单'
        }
        note={
          <>
            <span className="sep">{one?.formula}</span>
            <Link
              to={`/dashboard?${new URLSearchParams(Object.entries(span).filter((entry): entry is [string, string] => Boolean(entry[1]))).toString()}`}
            >
              返回总览
            </Link>
          </>
        }
      >
        {one && (
          <Segmented
            value={part}
            onChange={(value) => list.set({ part: value })}
            options={[
              { value: 'numerator', label: '计入的人' },
              { value: 'denominator', label: '应计的人' },
              { value: 'missing', label: '缺资料的人' },
            ]}
          />
        )}
      </PageHead>
      <DataTable<PatientRow>
        name={['dashboard', key, part]}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => void go(`/patients/${row.id}`)}
        load={(query, signal) => api.get<Page<PatientRow>>(`/api/dashboard/${key}/people`, query, signal)}
        empty={{ text: '没有这样的人。' }}
        columns={[
          { title: '姓名', key: 'name', render: (_, row) => <PatientName id={row.id} name={row.name} /> },
          { title: '性别年龄', key: 'age', render: (_, row) => `${sexWord(row.sex)} ${row.age ?? '—'}` },
          { title: '风险', key: 'grade', render: (_, row) => <RiskBadge level={row.grade} /> },
          { title: '管理师', key: 'manager', render: (_, row) => row.manager ?? '—' },
          { title: '标签', key: 'tags', render: (_, row) => row.tags.map((tag) => tag.name).join('、') },
        ]}
      />
    </div>
  );
}
