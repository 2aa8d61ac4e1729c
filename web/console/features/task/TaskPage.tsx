import { api } from '@nq/api';
import type { Page, Task, TaskRow } from '@nq/api';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { afterDone, keepOrder, stepInQueue, useShortcuts } from '../../parts/keys';
import { Loaded } from '../../parts/Loaded';
import { useTask } from '../../parts/TaskBrief';
import { TaskRowView } from '../../parts/TaskRowView';
import { useNow } from '../../session';
import { TaskSide } from './TaskSide';
import { TaskWork } from './TaskWork';
import './task.css';

/** One task under way: the queue stands still on the left, the call in the middle, the facts on the right. */
export default function TaskPage() {
  const { id = '' } = useParams();
  const go = useNavigate();
  const now = useNow();
  const task = useTask(id);
  const { rows, drop } = useQueue(task.data);
  const ids = rows.map((row) => row.id);
  const to = (next: string | null) => {
    if (next && next !== id) void go(`/tasks/${next}`);
  };
  useShortcuts({
    j: () => to(stepInQueue(ids, id, 1)),
    k: () => to(stepInQueue(ids, id, -1)),
    n: () => to(afterDone(ids, id)),
  });
  const saved = () => {
    const next = afterDone(ids, id);
    drop(id);
    void go(next ? `/tasks/${next}` : '/', { replace: true });
  };
  return (
    <div className={`task-page${rows.length === 0 ? ' alone' : ''}`}>
      <section className="task-queue" aria-label="队列">
        <div className="task-queue-head">
          <b>队列 {rows.length}</b>
          <span className="soft small row hints">
            <span>
              下<kbd className="kbd">J</kbd>
            </span>
            <span>
              上<kbd className="kbd">K</kbd>
            </span>
          </span>
        </div>
        <ol>
          {rows.map((row, at) => (
            <TaskRowView
              key={row.id}
              task={row}
              place={at + 1}
              narrow
              on={row.id === id}
              now={now}
              select={() => to(row.id)}
            />
          ))}
        </ol>
      </section>
      <Loaded query={task}>
        {(data) => (
          <>
            <TaskWork key={data.id} task={data} saved={saved} skip={() => to(afterDone(ids, id))} />
            <TaskSide key={`side${data.id}`} task={data} />
          </>
        )}
      </Loaded>
    </div>
  );
}

/** The queue as it stood when one began; a task opened from elsewhere is put on top. */
function useQueue(opened: Task | undefined) {
  const fresh = useQuery({
    queryKey: ['tasks', 'queue'],
    queryFn: () => api.get<Page<TaskRow>>('/api/tasks', { view: 'mine', size: 100 }),
    refetchInterval: 30_000,
  });
  const [rows, setRows] = useState<TaskRow[]>(fresh.data?.items ?? []);
  const done = useRef(new Set<string>());
  useEffect(() => {
    const items = fresh.data?.items.filter((row) => !done.current.has(row.id));
    if (items) setRows((shown) => (shown.length === 0 ? items : keepOrder(shown, items, (row) => row.id)));
  }, [fresh.data]);
  const shown =
    opened && opened.can.complete !== false && !rows.some((row) => row.id === opened.id) ? [opened, ...rows] : rows;
  const drop = (id: string) => {
    done.current.add(id);
    setRows((was) => was.filter((row) => row.id !== id));
  };
  return { rows: shown, drop };
}
