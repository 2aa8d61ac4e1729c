import type { ModelView, Patient, ScoreDetail } from '@nq/api';
import { date } from '@nq/common';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { Loaded } from '../../../parts/Loaded';
import { wordsOf } from '../../../parts/wordsOf';
import { Why } from '../../../parts/Why';
import { OverrideForm } from './OverrideForm';
import { RunForm } from './RunForm';
import { ScoreBadge, Unproven } from './ScoreBadge';
import { ScoreHistory } from './ScoreHistory';
import { ScoreInputs } from './ScoreInputs';
import { useModel, useScore } from './scoreData';
import { labelOf, levelOf, withUnit, wordSentence } from './scoreGroups';
import { Shares } from './Shares';
import { WhatIf } from './WhatIf';
import './scores.css';

/** One result: what it is, on what it stands, what would change it, how it was before. */
export function ScoreDrawer({ patient, model }: { patient: Patient; model: string }) {
  const query = useScore(patient.id, model);
  const card = useModel(model);
  return <Loaded query={query}>{(detail) => <Inside patient={patient} detail={detail} card={card} />}</Loaded>;
}

function Inside({ patient, detail, card }: { patient: Patient; detail: ScoreDetail; card: ModelView | null }) {
  const [form, setForm] = useState<'run' | 'override' | null>(null);
  const close = () => setForm(null);
  return (
    <div className="score-drawer">
      <Top detail={detail} />
      <div className="row wrap no-print">
        {patient.can.add_reading === true && (
          <Button type="primary" disabled={!card} onClick={() => setForm('run')}>
            补充资料并评估
          </Button>
        )}
        {patient.can.override_grade === true && (
          <Button disabled={!card} onClick={() => setForm('override')}>
            人工调整
          </Button>
        )}
      </div>
      {detail.status === 'done' && <Shares explanation={detail.explanation} unit={detail.latest?.unit ?? ''} />}
      {detail.status === 'done' && <WhatIf patientId={patient.id} detail={detail} />}
      <ScoreInputs patientId={patient.id} detail={detail} mayWrite={patient.can.add_reading === true} />
      <ScoreHistory detail={detail} />
      {card && <Card card={card} />}
      <p className="soft small">{detail.support}。</p>
      {card && (
        <>
          <RunForm patientId={patient.id} model={card} detail={detail} open={form === 'run'} close={close} />
          <OverrideForm patientId={patient.id} model={card} detail={detail} open={form === 'override'} close={close} />
        </>
      )}
    </div>
  );
}

function Top({ detail }: { detail: ScoreDetail }) {
  const { latest, override } = detail;
  const urgent = wordsOf(latest?.alerts);
  return (
    <section className="stack tight">
      {detail.status === 'done' && latest && (
        <div className="score-top">
          {latest.value !== null && <span className="score-big">{withUnit(latest.value, latest.unit)}</span>}
          {labelOf(detail) && <ScoreBadge level={levelOf(detail)} word={labelOf(detail)} />}
          <Unproven verification={detail.verification} />
          <Why kind="score" id={latest.id} receiptId={latest.receipt_id} label={latest.sentence} />
        </div>
      )}
      {override && (
        <Alert
          type="warning"
          title={`${wordSentence(override, latest?.unit ?? '')}，有效至 ${date(override.until)}`}
        />
      )}
      {urgent.length > 0 && <Alert type="error" showIcon title={urgent.join('；')} />}
      {detail.status === 'not_applicable' && <Alert type="info" showIcon title={`不适用：${detail.reason ?? ''}`} />}
      {detail.status === 'incomplete' && (
        <Alert
          type="warning"
          showIcon
          title={`还缺 ${detail.missing.map((one) => one.name).join('、')}`}
          description={
            <ul>
              {detail.missing.map((one) => (
                <li key={one.code}>
                  {one.name}：{one.what_to_measure}
                </li>
              ))}
            </ul>
          }
        />
      )}
      {detail.refused.map((one) => (
        <Alert key={one.code} type="warning" showIcon title={`档案里有一个数值没有用上：${one.message}`} />
      ))}
      {latest?.extrapolated && <p className="warm">超出模型适用范围，结果仅供参考，不据此生成标签和分级。</p>}
      {(latest?.notes ?? []).map((note) => (
        <p key={note}>{note}</p>
      ))}
    </section>
  );
}

function Card({ card }: { card: ModelView }) {
  return (
    <section>
      <h2>模型说明</h2>
      <dl className="facts">
        <dt>来源</dt>
        <dd>{card.source}</dd>
        <dt>版本</dt>
        <dd>
          模型 {card.version}
          {card.table_version && ` · 规则表 ${card.table_version}`} · {card.verification}
        </dd>
        <dt>许可</dt>
        <dd>{card.licence || '—'}</dd>
        <dt>适用人群</dt>
        <dd>{card.population}</dd>
        {card.limits.length > 0 && (
          <>
            <dt>局限</dt>
            <dd>{card.limits.join('；')}</dd>
          </>
        )}
      </dl>
    </section>
  );
}
