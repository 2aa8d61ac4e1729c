import { api } from '@nq/api';
import type { Flow, Page, Segment, SegmentMember } from '@nq/api';
import { ago, date, num, riskLook } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { Bars } from '../../parts/Bars';
import { DataTable } from '../../parts/DataTable';
import { useListState } from '../../parts/listState';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { PatientName } from '../../parts/PatientName';
import { RiskBadge } from '../../parts/RiskBadge';
import { wordsOf } from '../../parts/wordsOf';
import { sexWord } from '../../parts/words';
import { useSession } from '../../session';
import { ExportSegment } from './ExportSegment';
import { FlowCard } from './FlowCard';
import { WhyPerson } from './WhyPerson';
import './segments.css';

/** One segment: its rule in words, its make-up, its people with why each is in; and why somebody is not. */
export default function SegmentPage() {
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['segments', 'one', id],
    queryFn: () => api.get<Segment>(`/api/segments/${id}`),
    // Members enter in the background after a rule has changed.
    refetchInterval: 5_000,
  });
  return (
    <div className="page">
      <Loaded query={query}>{(segment) => <Inside segment={segment} />}</Loaded>
    </div>
  );
}

function Inside({ segment }: { segment: Segment }) {
  const list = useListState();
  const go = useNavigate();
  const client = useQueryClient();
  const session = useSession();
  const { modal, message } = App.useApp();
  const [asking, setAsking] = useState(false);
  const may = ['health_manager', 'operations'].includes(session.user.role);
  const rows = session.user.role !== 'president';
  const remove = () =>
    modal.confirm({
      title: `删除人群“${segment.name}”`,
      content: '由它入径的路径不会再有新人进入，已在路径中的人不受影响。',
      okText: '删除',
      cancelText: '取消',
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await api.del(`/api/segments/${segment.id}`);
          void client.invalidateQueries({ queryKey: ['segments'] });
          void go('/segments');
        } catch (error) {
          void message.error(error instanceof Error ? error.message : '没有删除，请重试。');
        }
      },
    });
  return (
    <>
      <PageHead title={segment.name} note={segment.description}>
        <Button onClick={() => setAsking(true)}>为什么某人在或不在</Button>
        {rows && <ExportSegment segment={segment} />}
        {may && <Button onClick={() => void go(`/segments/${segment.id}/edit`)}>编辑条件</Button>}
        {may && (
          <Button danger onClick={remove}>
            删除
          </Button>
        )}
      </PageHead>
      <div className="seg-top">
        <section className="card" style={{ padding: '12px 16px' }}>
          <span className="soft">当前人数，截至 {ago(segment.as_of)}</span>
          <div>
            <span className="seg-size">{num(segment.size)}</span>
            <span className="unit">人</span>
          </div>
          <p style={{ marginTop: 8 }}>{segment.sentence}</p>
        </section>
        <section className="card grid-3" style={{ padding: '12px 16px' }}>
          <Bars title="风险" parts={parts(segment.composition.grade, (key) => riskLook(key).word)} />
          <Bars title="性别" parts={parts(segment.composition.sex, sexWord)} />
          <Bars title="年龄" parts={parts(segment.composition.age, (key) => key)} />
        </section>
      </div>
      {rows && (
        <DataTable<SegmentMember>
          name={['segments', 'members', segment.id]}
          list={list}
          rowKey={(row) => row.id}
          load={(q, signal) => api.get<Page<SegmentMember>>(`/api/segments/${segment.id}/members`, q, signal)}
          empty={{ text: '还没有成员。刚保存的条件会在几秒内算出，名单自动刷新。' }}
          refreshMs={5_000}
          onOpen={(row) => void go(`/patients/${row.id}`)}
          columns={[
            { title: '姓名', key: 'name', render: (_, row) => <PatientName id={row.id} name={row.name} /> },
            { title: '性别年龄', key: 'age', render: (_, row) => `${sexWord(row.sex)} ${row.age ?? '—'}` },
            { title: '风险', key: 'grade', render: (_, row) => <RiskBadge level={row.grade} /> },
            { title: '为什么在', key: 'why', render: (_, row) => <span>{wordsOf(row.why).join('；')}</span> },
            {
              title: '进入',
              key: 'since',
              render: (_, row) => <span className="nowrap">{row.since ? date(row.since) : '—'}</span>,
            },
          ]}
        />
      )}
      <div style={{ height: 16 }} />
      <FlowCard
        name={segment.id}
        load={(from, to) => api.get<Flow>(`/api/segments/${segment.id}/flow`, { from, to })}
      />
      <WhyPerson segment={segment} open={asking} close={() => setAsking(false)} />
    </>
  );
}

function parts(given: Record<string, number>, word: (key: string) => string): { name: string; count: number }[] {
  return Object.entries(given).map(([key, count]) => ({ name: word(key), count }));
}
