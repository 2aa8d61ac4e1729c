import { api } from '@nq/api';
import type { Enrolment, EnrolmentRow } from '@nq/api';
import { date, shortTime, windowDue } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { EnrolmentActs } from '../../parts/EnrolmentActs';
import { Empty } from '../../parts/Empty';
import { Loaded } from '../../parts/Loaded';
import { Status } from '../../parts/Reasons';
import { Why } from '../../parts/Why';
import { MoveNode } from './MoveNode';
import type { NodeAct } from './MoveNode';
import { isLate, useFuture, usePathways } from './Overview';
import './patient-page.css';

/** The plan: what is to come, which pathways run, and how each got to where it stands. */
export function PlanTab({ id }: { id: string }) {
  const future = useFuture(id);
  const pathways = usePathways(id);
  const [act, setAct] = useState<NodeAct | null>(null);
  return (
    <div className="stack">
      <section className="card">
        <div className="head">
          <h2>未来安排</h2>
        </div>
        <div className="body">
          <Loaded query={future}>
            {(nodes) =>
              nodes.length === 0 ? (
                <p className="soft">没有已安排的随访。</p>
              ) : (
                <table className="fact-table">
                  <thead>
                    <tr>
                      <th>日期</th>
                      <th>内容</th>
                      <th>来自</th>
                      <th>窗口至</th>
                      <th />
                    </tr>
                  </thead>
                  <tbody>
                    {nodes.map((node) => (
                      <tr key={node.obligation_id}>
                        <td className="nowrap">
                          {date(node.at)}{' '}
                          {isLate(node) && <span className="warm strong">{windowDue(node.at, node.window_to)}</span>}
                        </td>
                        <td>{node.title}</td>
                        <td className="soft">{node.pathway ?? '人工安排'}</td>
                        <td className="nowrap soft">{node.window_to ? date(node.window_to) : '—'}</td>
                        <td className="num">
                          <span className="row" style={{ justifyContent: 'flex-end' }}>
                            {node.can.move === true && <a onClick={() => setAct({ kind: 'move', node })}>改期</a>}
                            {node.can.skip === true && <a onClick={() => setAct({ kind: 'skip', node })}>跳过</a>}
                            {node.can.why && <span className="soft small">{node.can.why}</span>}
                          </span>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )
            }
          </Loaded>
        </div>
      </section>
      <Loaded query={pathways}>
        {(rows) =>
          rows.length === 0 ? (
            <div className="card">
              <Empty small text="未加入任何路径。可在右上“办理”里加入。" />
            </div>
          ) : (
            <>
              {rows.map((row) => (
                <EnrolmentCard key={row.id} row={row} />
              ))}
            </>
          )
        }
      </Loaded>
      <MoveNode act={act} patientId={id} close={() => setAct(null)} />
    </div>
  );
}

function EnrolmentCard({ row }: { row: EnrolmentRow }) {
  const query = useQuery({
    queryKey: ['enrolment', row.id],
    queryFn: () => api.get<Enrolment>(`/api/enrolments/${row.id}`),
  });
  return (
    <section className="card">
      <div className="head">
        <h2>{row.pathway}</h2>
        <Why kind="enrolment" id={row.id} label={row.pathway} />
        <span className="soft small">
          第 {row.version} 版 · {row.anchor_at ? `起点 ${date(row.anchor_at)} · ` : ''}
          {row.state_name}
        </span>
        <span className="grow" />
        <EnrolmentActs row={row} />
      </div>
      <div className="body">
        <Loaded query={query}>
          {(one) => (
            <div className="grid-2">
              <div>
                <h3>应做的随访</h3>
                <ul className="stack tight" style={{ marginTop: 6 }}>
                  {one.obligations.map((item) => (
                    <li key={item.obligation_id} className="row between">
                      <span className="grow">{item.title}</span>
                      <span className="soft small nowrap">{date(item.due_from)}</span>
                      <Status
                        text={item.state_name}
                        tone={item.state === 'done' ? 'green' : item.state === 'overdue' ? 'warm' : 'plain'}
                      />
                    </li>
                  ))}
                </ul>
              </div>
              <div>
                <h3>运行记录</h3>
                <ul className="stack tight" style={{ marginTop: 6 }}>
                  {one.log.slice(0, 12).map((line, at) => (
                    <li key={at} className="row top">
                      <span className="soft small nowrap">{shortTime(line.at)}</span>
                      <span className="grow">{line.sentence}</span>
                    </li>
                  ))}
                </ul>
              </div>
            </div>
          )}
        </Loaded>
      </div>
    </section>
  );
}
