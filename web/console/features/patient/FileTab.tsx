import { api } from '@nq/api';
import type { Consent, Encounter, Fact, Patient, PatientFacts } from '@nq/api';
import { date, isoDay, yuan } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Switch } from 'antd';
import { useState } from 'react';
import { Loaded } from '../../parts/Loaded';
import { Masked } from '../../parts/Masked';
import { patientKey, unmask } from '../../parts/patientData';
import { mayOpen, useSession } from '../../session';
import { Contracts } from './Contracts';
import './patient-page.css';

const SHOWN = 8;

interface Line {
  id: string;
  at: string;
  name: string;
  code: string;
  detail: string;
  source: string;
}

const KINDS: [Exclude<keyof PatientFacts, 'encounters'>, string][] = [
  ['conditions', '诊断'],
  ['procedures', '手术操作'],
  ['medications', '用药'],
  ['allergies', '过敏'],
  ['immunizations', '接种'],
  ['reports', '报告'],
];
const STATUS: Record<string, string> = {
  resolved: '已缓解',
  inactive: '已结束',
  remission: '缓解期',
  recurrence: '复发',
};

const said = (...parts: (string | null | false)[]) => parts.filter(Boolean).join(' · ');

function ofEncounter(row: Encounter): Line {
  const stay = row.end && isoDay(row.end) !== isoDay(row.at) && `至 ${date(row.end)}`;
  return {
    ...row,
    code: '',
    detail: said(row.department, row.doctor, stay || null, row.amount !== null && yuan(row.amount)),
  };
}

function ofFact(row: Fact): Line {
  return {
    ...row,
    detail: said(row.detail, row.days_supply !== null && `${row.days_supply} 天量`, STATUS[row.status] ?? null),
  };
}

/** What is on file, from which system, and what the person agreed to. */
export function FileTab({ patient }: { patient: Patient }) {
  const facts = useQuery({
    queryKey: [...patientKey(patient.id), 'facts'],
    queryFn: () => api.get<PatientFacts>(`/api/patients/${patient.id}/facts`),
  });
  return (
    <div className="stack">
      <div className="grid-2">
        <section className="card">
          <div className="head">
            <h2>身份</h2>
          </div>
          <dl className="body facts">
            <dt>出生日期</dt>
            <dd>{patient.birth_date ?? '—'}</dd>
            <dt>住址</dt>
            <dd>
              <Masked
                text={patient.address_masked}
                what="住址"
                reveal={(reason) => unmask(patient.id, 'address', reason)}
              />
            </dd>
            <dt>卡号</dt>
            <dd>{patient.card ? `${patient.card.no}（${date(patient.card.opened_at)} 开卡）` : '未开卡'}</dd>
            {patient.identifiers.map((one) => [
              <dt key={`${one.system}k${one.source}`}>{one.label}</dt>,
              <dd key={`${one.system}v${one.source}`}>
                {one.value_masked ?? '—'}
                <span className="unit">{one.source}</span>
              </dd>,
            ])}
            <dt>数据来源</dt>
            <dd>{patient.sources.join('、') || '—'}</dd>
          </dl>
        </section>
        <div className="stack">
          <Contracts patient={patient} />
          <ConsentCard id={patient.id} />
        </div>
      </div>
      <Loaded query={facts}>
        {(all) => (
          <>
            <FactCard word="就诊" rows={all.encounters.map(ofEncounter)} />
            {KINDS.map(([kind, word]) => (
              <FactCard key={kind} word={word} rows={all[kind].map(ofFact)} />
            ))}
          </>
        )}
      </Loaded>
    </div>
  );
}

function FactCard({ word, rows }: { word: string; rows: Line[] }) {
  const [all, setAll] = useState(false);
  if (rows.length === 0) return null;
  const shown = all ? rows : rows.slice(0, SHOWN);
  return (
    <section className="card">
      <div className="head">
        <h2>{word}</h2>
        <span className="soft small">{rows.length} 条</span>
      </div>
      <div className="body">
        <table className="fact-table">
          <tbody>
            {shown.map((row) => (
              <tr key={row.id}>
                <td className="nowrap" style={{ width: 150 }}>
                  {date(row.at)}
                </td>
                <td>
                  {row.name || '—'}
                  <span className="unit">{row.code}</span>
                </td>
                <td className="soft">{row.detail}</td>
                <td className="soft small num">{row.source}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length > shown.length && <a onClick={() => setAll(true)}>其余 {rows.length - shown.length} 条</a>}
      </div>
    </section>
  );
}

function ConsentCard({ id }: { id: string }) {
  const client = useQueryClient();
  const session = useSession();
  const { message } = App.useApp();
  const query = useQuery({
    queryKey: [...patientKey(id), 'consents'],
    queryFn: () => api.get<Consent[]>(`/api/patients/${id}/consents`),
  });
  const may = ['health_manager', 'service_desk'].includes(session.user.role) && mayOpen(session, 'patients');
  const set = async (one: Consent, granted: boolean) => {
    try {
      await api.put(`/api/patients/${id}/consents/${one.purpose}`, {
        granted,
        evidence: `${session.user.name}当面登记`,
      });
      void client.invalidateQueries({ queryKey: patientKey(id) });
      void message.success(`${one.name}：${granted ? '已同意' : '已撤回，待发的相关消息会一并取消'}`);
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有保存，请重试。');
    }
  };
  return (
    <section className="card">
      <div className="head">
        <h2>授权</h2>
      </div>
      <div className="body">
        <Loaded query={query}>
          {(rows) => (
            <ul className="stack tight">
              {rows.map((one) => (
                <li key={one.purpose} className="row between">
                  <span className="grow">
                    {one.name}
                    <span className="unit">
                      {[one.since && `自 ${date(one.since)}`, one.evidence].filter(Boolean).join(' · ')}
                    </span>
                  </span>
                  <Switch
                    checked={one.granted}
                    disabled={!may}
                    onChange={(granted) => void set(one, granted)}
                    checkedChildren="同意"
                    unCheckedChildren="未同意"
                    aria-label={one.name}
                  />
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </div>
    </section>
  );
}
