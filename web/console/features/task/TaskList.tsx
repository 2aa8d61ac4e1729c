import { api } from '@nq/api';
import type { Page, TaskRow } from '@nq/api';
import { daysFrom, due } from '@nq/common';
import { App, Segmented } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { DataTable } from '../../parts/DataTable';
import type { Column } from '../../parts/DataTable';
import { FilterBar } from '../../parts/FilterBar';
import { useListState } from '../../parts/listState';
import { PageHead } from '../../parts/PageHead';
import { PatientName } from '../../parts/PatientName';
import { Reasons } from '../../parts/Reasons';
import { reasonTone } from '../../parts/reasonTone';
import { RiskBadge } from '../../parts/RiskBadge';
import { Why } from '../../parts/Why';
import { sexWord, taskKind } from '../../parts/words';
import { useSession } from '../../session';

const VIEWS = [
  { value: 'mine', label: '我的' },
  { value: 'team', label: '本组' },
  { value: 'unassigned', label: '待领取' },
  { value: 'done', label: '已完成' },
];
const EMPTY: Record<string, string> = {
  mine: '没有分给您的任务。到期的随访会自动出现。',
  team: '本组没有待办任务。',
  unassigned: '没有待领取的任务。',
  done: '还没有完成的任务。',
};
const KINDS = ['phone', 'ai_call', 'home_visit', 'ticket', 'fill_record', 'assign_doctor'].map((value) => ({
  value,
  label: taskKind(value),
}));

/** 任务池: every task in sight, by whose it is. */
export default function TaskList() {
  const list = useListState();
  const go = useNavigate();
  const client = useQueryClient();
  const { user } = useSession();
  const { message } = App.useApp();
  const view = list.values.view ?? 'mine';
  const claim = async (task: TaskRow) => {
    try {
      await api.post(`/api/tasks/${task.id}/claim`);
      void message.success(`已领取：${task.patient.name}`);
      void client.invalidateQueries({ queryKey: ['tasks'] });
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '领取失败，请重试。');
    }
  };
  const columns: Column<TaskRow>[] = [
    {
      title: '患者',
      key: 'patient',
      render: (_, task) => (
        <span className="row" style={{ gap: 10 }}>
          <PatientName id={task.patient.id} name={task.patient.name} />
          <span className="soft">
            {sexWord(task.patient.sex)} {task.patient.age ?? '—'}
          </span>
          <RiskBadge level={task.patient.grade} bare />
        </span>
      ),
    },
    {
      title: '任务',
      key: 'title',
      render: (_, task) => (
        <span>
          <span className="soft">{taskKind(task.kind)} </span>
          {task.title} <Why kind="task" id={task.id} label={task.title} />
        </span>
      ),
    },
    {
      title: '为何在此',
      key: 'reasons',
      render: (_, task) => <Reasons items={task.reasons.map((text) => ({ text, tone: reasonTone(text) }))} />,
    },
    {
      title: '到期',
      key: 'due',
      render: (_, task) => (
        <span className={`nowrap${(daysFrom(task.due_to) ?? 0) < 0 && view !== 'done' ? ' warm strong' : ''}`}>
          {due(task.due_to ?? task.due_from)}
        </span>
      ),
    },
    {
      title: '负责',
      key: 'assignee',
      render: (_, task) => task.assignee?.name ?? <span className="soft">待领取</span>,
    },
    {
      title: '',
      key: 'acts',
      render: (_, task) => (
        <span className="acts" onClick={(event) => event.stopPropagation()}>
          {task.can.claim && <a onClick={() => void claim(task)}>领取</a>}
          <a onClick={() => void go(`/tasks/${task.id}`)}>{task.can.complete ? '执行' : '查看'}</a>
        </span>
      ),
    },
  ];
  return (
    <div className="page">
      <PageHead title="任务池" note={`${user.name} 可见范围内的随访任务`}>
        <Segmented
          value={view}
          options={VIEWS}
          onChange={(value) => list.set({ view: value === 'mine' ? null : value })}
        />
      </PageHead>
      <FilterBar list={list} silent={['view']} filters={[{ key: 'kind', label: '类型', options: KINDS }]} />
      <DataTable<TaskRow>
        name={['tasks', 'list']}
        list={list}
        columns={columns}
        rowKey={(task) => task.id}
        refreshMs={30_000}
        load={(query, signal) => api.get<Page<TaskRow>>('/api/tasks', { ...query, view }, signal)}
        empty={{
          text: EMPTY[view] ?? '没有任务。',
          action: view === 'mine' ? <a onClick={() => list.set({ view: 'unassigned' })}>看待领取的任务</a> : undefined,
        }}
        onOpen={(task) => void go(`/tasks/${task.id}`)}
      />
    </div>
  );
}
