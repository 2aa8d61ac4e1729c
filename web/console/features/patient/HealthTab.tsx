import { api } from '@nq/api';
import type { FiledAnswer, FormRow, Page } from '@nq/api';
import { isoDay, nowMs, shortTime } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useState } from 'react';
import { Empty } from '../../parts/Empty';
import { Loaded } from '../../parts/Loaded';
import { MetricChart, PressureChart } from '../../parts/MetricChart';
import { patientKey, useMetrics } from '../../parts/patientData';
import { byWeight, MetricRows } from '../../parts/Sparks';
import { viaWord } from '../../parts/words';
import './patient-page.css';

const DAY_MS = 86_400_000;
const SPANS = [
  { label: '近 3 个月', value: 90 },
  { label: '近 1 年', value: 365 },
  { label: '全部', value: 0 },
];

/** Courses of values with the report's reference range first, and the answers given to forms. */
export function HealthTab({ id }: { id: string }) {
  const metrics = useMetrics(id);
  const [span, setSpan] = useState(365);
  const [picked, setPicked] = useState<string | null>(null);
  const from =
    span === 0 ? null : new Date(Date.parse(`${isoDay(nowMs() - span * DAY_MS)}T00:00:00+08:00`)).toISOString();
  return (
    <div className="stack">
      <Loaded query={metrics}>
        {(all) => {
          if (all.length === 0)
            return (
              <div className="card">
                <Empty text="还没有检验或测量数据。接口收到报告、患者上传或“录入测量值”后会出现。" />
              </div>
            );
          const rest = all.filter((metric) => metric.count > 1 && !['sbp', 'dbp'].includes(metric.code)).sort(byWeight);
          const drawn = rest.slice(0, 5).map((metric) => metric.code);
          const codes = picked && !drawn.includes(picked) ? [picked, ...drawn] : drawn;
          const pressure = all.some((metric) => metric.code === 'sbp');
          return (
            <>
              <div className="row between">
                <h2>走势</h2>
                <Segmented size="small" options={SPANS} value={span} onChange={setSpan} />
              </div>
              <div className="grid-2">
                {pressure && <PressureChart patientId={id} from={from} />}
                {codes.map((code) => (
                  <MetricChart key={code} patientId={id} code={code} from={from} />
                ))}
              </div>
              <section className="card">
                <div className="head">
                  <h2>全部指标</h2>
                  <span className="soft small">点一行画出走势</span>
                </div>
                <div className="body" style={{ paddingBlock: 6 }}>
                  <MetricRows metrics={all} onOpen={setPicked} />
                </div>
              </section>
            </>
          );
        }}
      </Loaded>
      <AnswersCard id={id} />
    </div>
  );
}

function AnswersCard({ id }: { id: string }) {
  const query = useQuery({
    queryKey: [...patientKey(id), 'answers'],
    queryFn: () => api.get<Page<FiledAnswer>>(`/api/patients/${id}/answers`, { size: 20 }),
  });
  const forms = useQuery({ queryKey: ['forms'], queryFn: () => api.get<FormRow[]>('/api/forms'), staleTime: 300_000 });
  const titles = new Map((forms.data ?? []).map((form) => [form.code, form.title]));
  return (
    <section className="card">
      <div className="head">
        <h2>问卷与随访记录</h2>
      </div>
      <div className="body">
        <Loaded query={query}>
          {(page) =>
            page.items.length === 0 ? (
              <p className="soft">还没有填写过问卷。</p>
            ) : (
              <table className="fact-table">
                <thead>
                  <tr>
                    <th>时间</th>
                    <th>内容</th>
                    <th>方式</th>
                    <th>得分</th>
                    <th>提示</th>
                  </tr>
                </thead>
                <tbody>
                  {page.items.map((row) => (
                    <tr key={row.id}>
                      <td className="nowrap">{shortTime(row.at)}</td>
                      <td>{titles.get(row.form_code ?? '') ?? row.kind_name ?? row.kind}</td>
                      <td>{viaWord(row.via)}</td>
                      <td>
                        {row.score ?? '—'}
                        {row.band ? ` · ${row.band}` : ''}
                      </td>
                      <td>
                        {row.red_flags.length > 0
                          ? row.red_flags.map((flag) => (
                              <div key={flag} className="bad">
                                ▲ {flag}
                              </div>
                            ))
                          : '—'}
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
  );
}
