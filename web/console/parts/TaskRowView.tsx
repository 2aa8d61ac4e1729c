import type { TaskRow } from '@nq/api';
import { clock, daysFrom, due } from '@nq/common';
import { useEffect, useRef } from 'react';
import { PatientName } from './PatientName';
import { Reasons } from './Reasons';
import { reasonTone } from './reasonTone';
import { RiskBadge } from './RiskBadge';
import { sexWord, taskKind } from './words';
import './queue.css';

interface Props {
  task: TaskRow;
  place: number;
  on: boolean;
  now: number;
  select: () => void;
  open?: () => void;
  narrow?: boolean;
}

/** One task of the queue: who, what, why it stands here, when it is due. */
export function TaskRowView({ task, place, on, now, select, open, narrow = false }: Props) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (on) row.current?.scrollIntoView({ block: 'nearest' });
  }, [on]);
  const { patient } = task;
  const late = (daysFrom(task.due_to, now) ?? 1) < 0;
  return (
    <li
      ref={row}
      className={`q-row${on ? ' on' : ''}${narrow ? ' narrow' : ''}`}
      aria-current={on}
      onClick={select}
      onDoubleClick={open}
    >
      <span className="q-place">{place}</span>
      <div className="grow">
        <div className="row q-who">
          <PatientName id={patient.id} name={patient.name} />
          <span className="soft nowrap">
            {sexWord(patient.sex)} {patient.age ?? '—'}
          </span>
          <RiskBadge level={patient.grade} bare />
        </div>
        <div className="q-what">
          <span className="q-kind">{taskKind(task.kind)}</span>
          {task.title}
        </div>
        <Reasons items={task.reasons.map((text) => ({ text, tone: reasonTone(text) }))} />
      </div>
      {!narrow && <span className={`q-due nowrap${late ? ' warm strong' : ''}`}>{dueText(task, now)}</span>}
    </li>
  );
}

function dueText(task: TaskRow, now: number): string {
  const at = task.due_to ?? task.due_from;
  const when = due(at, now);
  return when === '今天' && at && at.length > 10 ? `今天 ${clock(at)} 前` : when;
}
