import { api } from '@nq/api';
import type { Task } from '@nq/api';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { briefRows, contactRows, dueRows } from './briefLines';
import type { BriefRow } from './briefLines';
import { Loaded } from './Loaded';
import { PatientName } from './PatientName';
import { RiskBadge } from './RiskBadge';
import { sexWord } from './words';
import { Why } from './Why';
import './queue.css';

export function useTask(id: string) {
  return useQuery({ queryKey: ['tasks', 'one', id], queryFn: () => api.get<Task>(`/api/tasks/${id}`) });
}

/** 接触前速览: ten seconds of reading before one speaks to a person. */
export function TaskBrief({ id, acts }: { id: string; acts?: ReactNode }) {
  const query = useTask(id);
  return (
    <div className="card">
      <Loaded query={query}>
        {(task) => (
          <>
            <div className="head">
              <PatientName id={task.patient.id} name={task.patient.name} />
              <span className="soft">
                {sexWord(task.patient.sex)} {task.patient.age ?? '—'} 岁
              </span>
              <RiskBadge level={task.patient.grade} bare />
              <span className="grow" />
              {acts}
            </div>
            <div className="body">
              <p className="strong" style={{ marginBottom: 8 }}>
                {task.title} <Why kind="task" id={task.id} label={task.title} />
              </p>
              <BriefBody task={task} />
            </div>
          </>
        )}
      </Loaded>
    </div>
  );
}

/** The lines themselves, for the workbench and the task page alike. */
export function BriefBody({ task }: { task: Task }) {
  const lines = briefRows(task.brief.lines);
  const contacts = contactRows(task.last_contacts);
  const dues = dueRows(task.due_items);
  return (
    <>
      {lines.length > 0 && <Lines rows={lines} />}
      {dues.length > 0 && (
        <div className="brief-sub">
          <h3>还有什么到期</h3>
          <Lines rows={dues} />
        </div>
      )}
      {contacts.length > 0 && (
        <div className="brief-sub">
          <h3>最近联系</h3>
          <Lines rows={contacts} />
        </div>
      )}
      {lines.length + contacts.length + dues.length === 0 && (
        <p className="soft">还没有可供参考的记录，这是第一次联系。</p>
      )}
    </>
  );
}

function Lines({ rows }: { rows: BriefRow[] }) {
  return (
    <ul className="brief-lines">
      {rows.map((row, at) => (
        <li key={at}>
          <span className="k">{row.label}</span>
          <span className={row.avoid ? 'avoid' : ''}>
            {row.text}
            {row.source && <span className="src">{row.source}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
