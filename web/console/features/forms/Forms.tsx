import { api } from '@nq/api';
import type { Answers, FormDef, FormRow } from '@nq/api';
import { num } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { Empty } from '../../parts/Empty';
import { FormRunner } from '../../parts/FormRunner';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import './forms.css';

/** 问卷: what is asked, tried out as nurse or as patient; nothing entered here is filed. */
export default function Forms() {
  const [params, setParams] = useSearchParams();
  const list = useQuery({ queryKey: ['forms'], queryFn: () => api.get<FormRow[]>('/api/forms') });
  const code = params.get('code') ?? list.data?.[0]?.code ?? null;
  return (
    <div className="page">
      <PageHead title="问卷" note="电话随访和患者自填用同一份问卷。这里试填不会入档。" />
      <Loaded query={list}>
        {(rows) =>
          rows.length === 0 ? (
            <div className="card">
              <Empty text="还没有问卷。" />
            </div>
          ) : (
            <div className="forms">
              <ul className="card forms-list">
                {rows.map((row) => (
                  <li key={row.code}>
                    <button
                      type="button"
                      className={`plain${row.code === code ? ' on' : ''}`}
                      onClick={() => setParams({ code: row.code }, { replace: true })}
                    >
                      <span className="strong">{row.title}</span>
                      <span className="soft small">
                        {num(row.items_count)} 题 · 第 {row.version} 版{row.purpose ? ` · ${row.purpose}` : ''}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
              {code && <Preview key={code} code={code} />}
            </div>
          )
        }
      </Loaded>
    </div>
  );
}

function Preview({ code }: { code: string }) {
  const query = useQuery({
    queryKey: ['forms', code],
    queryFn: () => api.get<FormDef | { definition: FormDef }>(`/api/forms/${code}`),
  });
  const [answers, setAnswers] = useState<Answers>({});
  const [active, setActive] = useState<string | null>(null);
  const [phone, setPhone] = useState(true);
  return (
    <Loaded query={query}>
      {(data) => {
        const form = 'definition' in data ? data.definition : data;
        return (
          <div className="forms-preview">
            <section className="card">
              <div className="head">
                <h2>{form.title}</h2>
                <span className="soft small">{form.minutes ? `约 ${form.minutes} 分钟` : ''}</span>
                <span className="grow" />
                <Segmented
                  size="small"
                  value={phone ? 'phone' : 'self'}
                  options={[
                    { value: 'phone', label: '电话问法' },
                    { value: 'self', label: '患者看到的' },
                  ]}
                  onChange={(value) => setPhone(value === 'phone')}
                />
              </div>
              {form.intro && <p style={{ padding: '12px 16px 0' }}>{form.intro}</p>}
              <FormRunner
                form={form}
                answers={answers}
                change={setAnswers}
                active={active}
                activate={setActive}
                phone={phone}
              />
            </section>
            <Rules form={form} />
          </div>
        );
      }}
    </Loaded>
  );
}

const SEVERITY: Record<string, string> = { ok: '', watch: 'yellow', high: 'warm', urgent: 'red' };
const SPEED: Record<string, string> = { ok: '正常', watch: '数日内看', high: '今天看', urgent: '立即看' };

function Rules({ form }: { form: FormDef }) {
  const flags = form.red_flags ?? [];
  return (
    <aside className="stack">
      {form.scoring && (
        <section className="card">
          <div className="head">
            <h2>{form.scoring.title}</h2>
          </div>
          <ul className="body stack tight">
            {form.scoring.bands.map((band) => (
              <li key={band.min} className="row top">
                <span className="nowrap" style={{ width: 56 }}>
                  {band.min}–{band.max}
                </span>
                <span className={`reason ${SEVERITY[band.severity] ?? ''}`}>{band.label}</span>
                {band.task && <span className="soft small grow">{band.task}</span>}
              </li>
            ))}
          </ul>
        </section>
      )}
      {flags.length > 0 && (
        <section className="card">
          <div className="head">
            <h2>红旗</h2>
            <span className="soft small">出现即生成人工任务</span>
          </div>
          <ul className="body stack tight">
            {flags.map((flag) => (
              <li key={flag.id}>
                <span className={`reason ${SEVERITY[flag.severity] ?? 'red'}`}>
                  {SPEED[flag.severity] ?? flag.severity} · {flag.due_hours} 小时内
                </span>
                <p>{flag.task}</p>
                {flag.advice && <p className="soft small">患者当场看到：{flag.advice}</p>}
              </li>
            ))}
          </ul>
        </section>
      )}
    </aside>
  );
}
