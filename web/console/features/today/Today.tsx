import { api } from '@nq/api';
import type { Page, TaskRow, TaskSummary } from '@nq/api';
import { greeting, date, num } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { Empty } from '../../parts/Empty';
import { keepOrder, stepInQueue, useShortcuts } from '../../parts/keys';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { TaskBrief } from '../../parts/TaskBrief';
import { TaskRowView } from '../../parts/TaskRowView';
import { useNow, useSession } from '../../session';
import './today.css';

/** Home: not charts but what to do next, in an order that says why. */
export default function Today() {
  const session = useSession();
  const now = useNow();
  const go = useNavigate();
  const [chosen, setChosen] = useState<string | null>(null);
  const summary = useQuery({
    queryKey: ['tasks', 'summary'],
    queryFn: () => api.get<TaskSummary>('/api/tasks/summary'),
    refetchInterval: 30_000,
  });
  const tasks = useQuery({
    queryKey: ['tasks', 'queue'],
    queryFn: () => api.get<Page<TaskRow>>('/api/tasks', { view: 'mine', size: 100 }),
    refetchInterval: 30_000,
  });
  const queue = useSteady(tasks.data?.items);
  const ids = queue.map((task) => task.id);
  const current = chosen && ids.includes(chosen) ? chosen : (ids[0] ?? null);
  const open = (id: string | null) => {
    if (id) void go(`/tasks/${id}`);
  };
  useShortcuts({
    j: () => setChosen(stepInQueue(ids, current, 1)),
    k: () => setChosen(stepInQueue(ids, current, -1)),
    enter: () => open(current),
  });
  return (
    <div className="page today">
      <PageHead title={`${greeting(now)}，${session.user.name}`} note={date(now, now)}>
        <Button type="primary" size="large" disabled={!current} onClick={() => open(ids[0] ?? null)}>
          开始连续随访
        </Button>
      </PageHead>
      <Loaded query={summary} skeleton={<div className="strip" style={{ height: 76 }} />}>
        {(sums) => <Strip sums={sums} />}
      </Loaded>
      <div className="today-split">
        <section className="card queue" aria-label="待办队列">
          <div className="head">
            <h2>按这个顺序做</h2>
            <span className="soft small">{num(tasks.data?.total ?? null)} 项</span>
            <span className="grow" />
            <span className="soft small row hints">
              <span>
                下一条<kbd className="kbd">J</kbd>
              </span>
              <span>
                上一条<kbd className="kbd">K</kbd>
              </span>
              <span>
                打开<kbd className="kbd">Enter</kbd>
              </span>
            </span>
          </div>
          <Loaded query={tasks}>
            {() =>
              queue.length === 0 ? (
                <Empty
                  text="今天没有待办。新的到期随访和预警会自动出现在这里。"
                  action={<Button onClick={() => void go('/patients?panel=mine')}>看我的患者</Button>}
                />
              ) : (
                <ol className="queue-list">
                  {queue.map((task, at) => (
                    <TaskRowView
                      key={task.id}
                      task={task}
                      place={at + 1}
                      on={task.id === current}
                      now={now}
                      select={() => setChosen(task.id)}
                      open={() => open(task.id)}
                    />
                  ))}
                </ol>
              )
            }
          </Loaded>
        </section>
        <section className="today-brief" aria-label="接触前速览">
          {current ? (
            <TaskBrief
              key={current}
              id={current}
              acts={
                <Button type="primary" onClick={() => open(current)}>
                  打开任务<kbd className="kbd">Enter</kbd>
                </Button>
              }
            />
          ) : (
            <div className="card">
              <Empty small text="选中一条任务，这里会显示联系前该知道的事。" />
            </div>
          )}
        </section>
      </div>
    </div>
  );
}

/** The queue as it was first shown; refreshed rows keep their places while one looks. */
function useSteady(fresh: TaskRow[] | undefined): TaskRow[] {
  const [rows, setRows] = useState<TaskRow[]>(fresh ?? []);
  const first = useRef(true);
  useEffect(() => {
    if (!fresh) return;
    setRows((shown) => (first.current ? fresh : keepOrder(shown, fresh, (row) => row.id)));
    first.current = false;
  }, [fresh]);
  return rows;
}

function Strip({ sums }: { sums: TaskSummary }) {
  const { week } = sums;
  const cells = [
    { word: '红色预警', value: sums.red_alerts, tone: sums.red_alerts > 0 ? 'bad' : '' },
    { word: '逾期', value: sums.overdue, tone: sums.overdue > 0 ? 'warm' : '' },
    { word: '今日到期', value: sums.today, tone: '' },
    { word: '待回复', value: sums.waiting_reply, tone: sums.waiting_reply > 0 ? 'warm' : '' },
  ];
  const share = week.due > 0 ? Math.min(1, week.done / week.due) : 0;
  return (
    <div className="strip card">
      {cells.map((cell) => (
        <div key={cell.word}>
          <span className="soft">{cell.word}</span>
          <b className={cell.tone}>{num(cell.value)}</b>
        </div>
      ))}
      <div className="strip-week">
        <span className="soft">本周账本</span>
        <span>
          完成 <b>{num(week.done)}</b>
          <span className="unit">/ 应做 {num(week.due)}</span>
          <span className="unit">按时 {num(week.on_time)}</span>
        </span>
        <span className="bar" role="img" aria-label={`本周完成 ${week.done}，应做 ${week.due}`}>
          <i style={{ width: `${share * 100}%` }} />
        </span>
      </div>
    </div>
  );
}
