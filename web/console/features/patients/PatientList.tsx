import { PlusOutlined } from '@ant-design/icons';
import { api } from '@nq/api';
import type { Page, PatientRow } from '@nq/api';
import { ago, daysFrom, riskRank, shortTime, startWords } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { DataTable } from '../../parts/DataTable';
import type { Column } from '../../parts/DataTable';
import { FilterBar } from '../../parts/FilterBar';
import { useListState } from '../../parts/listState';
import { PageHead } from '../../parts/PageHead';
import { PatientName } from '../../parts/PatientName';
import { RiskBadge } from '../../parts/RiskBadge';
import { SavedViews } from '../../parts/SavedViews';
import { Why } from '../../parts/Why';
import { sexWord } from '../../parts/words';
import { mayOpen, useSession } from '../../session';
import { OpenCard } from './OpenCard';

const CARD_ROLES = ['health_manager', 'nurse', 'service_desk'];
const GRADES = [
  { value: 'red', label: '▲ 高危' },
  { value: 'yellow', label: '◆ 中危' },
  { value: 'green', label: '● 低危' },
  { value: 'none', label: '○ 未评估' },
];

const monthDay = (day: string) => shortTime(day).split(' ')[0];

/** 患者列表 and 我的患者: the same list, seen from the whole scope or from one's own panel. */
export default function PatientList() {
  const list = useListState();
  const go = useNavigate();
  const session = useSession();
  const [card, setCard] = useState(false);
  const asked = list.values.open === 'card';
  const mine = list.values.panel === 'mine';
  const view = list.values.view ?? null;
  const tags = useQuery({
    queryKey: ['rules'],
    queryFn: () => api.get<{ tag: string | null; name: string }[]>('/api/rules').catch(() => []),
    enabled: mayOpen(session, 'rules'),
    staleTime: 300_000,
  });
  const tagOptions = (tags.data ?? []).flatMap((rule) => (rule.tag ? [{ value: rule.tag, label: rule.name }] : []));
  const columns: Column<PatientRow>[] = [
    {
      title: '姓名',
      key: 'name',
      sort: 'name',
      render: (_, row) => (
        <span className="row" style={{ gap: 8 }}>
          <PatientName id={row.id} name={row.name} />
          {row.deceased && <span className="reason">已故</span>}
        </span>
      ),
    },
    {
      title: '性别年龄',
      key: 'age',
      render: (_, row) => (
        <span className="nowrap">
          {sexWord(row.sex)} {row.age ?? '—'}
        </span>
      ),
    },
    {
      title: '风险',
      key: 'grade',
      sort: 'grade',
      render: (_, row) => (
        <span className="row" style={{ gap: 6 }}>
          <RiskBadge level={row.grade} />
          {riskRank(row.grade) > 0 && <Why kind="grade" id={row.id} label="风险分级" />}
          {row.grade_since && <span className="soft small nowrap">自 {monthDay(row.grade_since)}</span>}
        </span>
      ),
    },
    { title: '标签', key: 'tags', render: (_, row) => <Tags row={row} /> },
    {
      title: '下一件事',
      key: 'next',
      sort: 'next_due_at',
      render: (_, row) => (row.next_due ? <NextDue row={row.next_due} /> : <span className="soft">—</span>),
    },
    {
      title: '上次联系',
      key: 'contact',
      sort: 'last_contact_at',
      render: (_, row) => <span className="nowrap">{row.last_contact_at ? ago(row.last_contact_at) : '—'}</span>,
    },
    { title: '管理师', key: 'manager', render: (_, row) => <span className="nowrap">{row.manager ?? '—'}</span> },
    { title: '电话', key: 'phone', render: (_, row) => <span className="nowrap">{row.phone_masked ?? '—'}</span> },
  ];
  return (
    <div className="page">
      <PageHead title={mine ? '我的患者' : '患者列表'} note={mine ? '照护团队里有您的患者' : '您数据范围内的全部患者'}>
        {mayOpen(session, 'my-patients') && (
          <Segmented
            value={mine ? 'mine' : 'all'}
            options={[
              { value: 'mine', label: '我的' },
              { value: 'all', label: '全部' },
            ]}
            onChange={(value) => list.set({ panel: value === 'mine' ? 'mine' : null })}
          />
        )}
        {CARD_ROLES.includes(session.user.role) && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setCard(true)}>
            开卡
          </Button>
        )}
      </PageHead>
      <SavedViews
        page="patients"
        chosen={view}
        // A view is a filter of its own over everybody in sight: it stands alone.
        choose={(id) => list.set({ ...Object.fromEntries(Object.keys(list.values).map((key) => [key, null])), view: id })}
      />
      {view === null && (
        <FilterBar
          list={list}
          search="姓名、拼音、尾号、卡号"
          silent={['panel', 'open', 'view']}
          filters={[
            { key: 'grade', label: '风险', options: GRADES },
            ...(tagOptions.length > 0 ? [{ key: 'tag', label: '标签', options: tagOptions }] : []),
          ]}
        />
      )}
      <DataTable<PatientRow>
        name={['patients']}
        list={list}
        columns={view === null ? columns : columns.map(({ sort: _unsorted, ...column }) => column)}
        rowKey={(row) => row.id}
        load={(query, signal) =>
          view === null
            ? api.get<Page<PatientRow>>('/api/patients', { ...query, open: null, panel: mine ? 'mine' : 'all' }, signal)
            : api.get<Page<PatientRow>>(`/api/views/${view}/patients`, { page: query.page, size: query.size }, signal)
        }
        empty={{
          text: mine ? '还没有分给您的患者。' : '还没有患者。接口入档、导入名单或开卡后会出现在这里。',
          action: mayOpen(session, 'imports') ? (
            <Button onClick={() => void go('/imports')}>导入名单</Button>
          ) : undefined,
        }}
        onOpen={(row) => void go(`/patients/${row.id}`)}
      />
      <OpenCard
        open={card || asked}
        close={() => {
          setCard(false);
          if (asked) list.set({ open: null });
        }}
      />
    </div>
  );
}

function Tags({ row }: { row: PatientRow }) {
  const shown = row.tags.slice(0, 2);
  return (
    <span className="reasons" style={{ flexWrap: 'nowrap' }}>
      {shown.map((tag) => (
        <span className="reason teal" key={tag.code}>
          {tag.name}
        </span>
      ))}
      {row.tags.length > shown.length && (
        <span className="reason" title={row.tags.map((tag) => tag.name).join('、')}>
          +{row.tags.length - shown.length}
        </span>
      )}
    </span>
  );
}

function NextDue({ row }: { row: { at: string; title: string } }) {
  return (
    <span className="nowrap">
      <span className={(daysFrom(row.at) ?? 1) <= 0 ? 'warm strong' : ''}>{startWords(row.at)}</span>{' '}
      <span className="soft">{row.title}</span>
    </span>
  );
}
