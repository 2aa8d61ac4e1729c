import { api } from '@nq/api';
import type { EnrolmentRow, FutureNode, Patient } from '@nq/api';
import { date, daysFrom, windowDue } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Progress } from 'antd';
import { Empty } from '../../parts/Empty';
import { Loaded } from '../../parts/Loaded';
import { MetricChart, PressureChart } from '../../parts/MetricChart';
import { patientKey, useMetrics } from '../../parts/patientData';
import { byWeight, MetricRows } from '../../parts/Sparks';
import { Why } from '../../parts/Why';
import { GradeHistory } from './GradeHistory';

/** The window of a planned node has closed without it. */
export const isLate = (node: FutureNode): boolean => (daysFrom(node.window_to) ?? 0) < 0;

export function useFuture(id: string) {
  return useQuery({
    queryKey: [...patientKey(id), 'future'],
    queryFn: () => api.get<FutureNode[]>(`/api/patients/${id}/future`),
  });
}

export function usePathways(id: string) {
  return useQuery({
    queryKey: [...patientKey(id), 'pathways'],
    queryFn: () => api.get<EnrolmentRow[]>(`/api/patients/${id}/pathways`),
  });
}

/** What matters now: values, what comes next, what runs. */
export function Overview({ patient, narrow = false }: { patient: Patient; narrow?: boolean }) {
  const metrics = useMetrics(patient.id);
  const sorted = [...(metrics.data ?? [])].sort(byWeight);
  const pressure = sorted.some((metric) => metric.code === 'sbp' && metric.count > 1);
  const main = sorted
    .filter((metric) => metric.count > 1 && !['sbp', 'dbp'].includes(metric.code))
    .slice(0, pressure ? 1 : 2);
  return (
    <div className={narrow ? 'stack' : 'overview'}>
      <div className="stack">
        {patient.conditions.length > 0 && (
          <section className="card">
            <div className="head">
              <h2>疾病与问题</h2>
            </div>
            <div className="body">{patient.conditions.join('、')}</div>
          </section>
        )}
        {!narrow && (main.length > 0 || pressure) && (
          <div className="grid-2">
            {pressure && <PressureChart patientId={patient.id} />}
            {main.map((metric) => (
              <MetricChart key={metric.code} patientId={patient.id} code={metric.code} />
            ))}
          </div>
        )}
        <section className="card">
          <div className="head">
            <h2>指标</h2>
            <span className="soft small">最近一次与走势</span>
          </div>
          <div className="body" style={{ paddingBlock: 6 }}>
            <Loaded query={metrics}>
              {(all) =>
                all.length === 0 ? (
                  <Empty small text="还没有检验或测量数据。" />
                ) : (
                  <MetricRows metrics={sorted.slice(0, narrow ? 6 : 12)} />
                )
              }
            </Loaded>
          </div>
        </section>
      </div>
      <div className="stack">
        <NextThings id={patient.id} />
        <Running id={patient.id} />
        <GradeHistory id={patient.id} />
        <section className="card">
          <div className="head">
            <h2>档案完整度</h2>
          </div>
          <div className="body">
            <Progress percent={Math.round(patient.completeness.percent)} size="small" />
            {patient.completeness.missing.length > 0 && (
              <p className="soft">缺：{patient.completeness.missing.join('、')}</p>
            )}
          </div>
        </section>
      </div>
    </div>
  );
}

function NextThings({ id }: { id: string }) {
  const query = useFuture(id);
  return (
    <section className="card">
      <div className="head">
        <h2>接下来</h2>
      </div>
      <div className="body">
        <Loaded query={query}>
          {(nodes) =>
            nodes.length === 0 ? (
              <p className="soft">没有已安排的随访。</p>
            ) : (
              <ul className="stack tight">
                {nodes.slice(0, 5).map((node) => (
                  <li key={node.obligation_id} className="row between top">
                    <span className="grow">
                      {node.title}
                      {node.pathway && (
                        <span className="soft small" style={{ display: 'block' }}>
                          {node.pathway}
                        </span>
                      )}
                    </span>
                    <span className={`nowrap${isLate(node) ? ' warm strong' : ' soft'}`}>
                      {windowDue(node.at, node.window_to)}
                    </span>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </section>
  );
}

function Running({ id }: { id: string }) {
  const query = usePathways(id);
  return (
    <section className="card">
      <div className="head">
        <h2>路径</h2>
      </div>
      <div className="body">
        <Loaded query={query}>
          {(rows) =>
            rows.length === 0 ? (
              <p className="soft">未加入任何路径。</p>
            ) : (
              <ul className="stack tight">
                {rows.map((row) => (
                  <li key={row.id}>
                    <div className="row between">
                      <span className="strong">
                        {row.pathway} <Why kind="enrolment" id={row.id} label={row.pathway} />
                      </span>
                      <span className="soft small">{row.state_name}</span>
                    </div>
                    <div className="soft small">
                      {[row.position, row.anchor_at && `起点 ${date(row.anchor_at)}`, `第 ${row.version} 版`]
                        .filter(Boolean)
                        .join(' · ')}
                    </div>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </section>
  );
}
