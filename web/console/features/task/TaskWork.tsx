import { PhoneOutlined } from '@ant-design/icons';
import type { Task } from '@nq/api';
import { due, raisedFlags } from '@nq/common';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { FormRunner } from '../../parts/FormRunner';
import { useShortcuts } from '../../parts/keys';
import { Masked } from '../../parts/Masked';
import { unmask, usePatient } from '../../parts/patientData';
import { PatientName } from '../../parts/PatientName';
import { takeAll } from '../../parts/offers';
import { Reasons } from '../../parts/Reasons';
import { reasonTone } from '../../parts/reasonTone';
import { RiskBadge } from '../../parts/RiskBadge';
import { Why } from '../../parts/Why';
import { sexWord, taskKind } from '../../parts/words';
import { ResultBar } from './ResultBar';
import { TaskActs } from './TaskActs';
import { useFollowUp } from './useFollowUp';
import { useFormSession } from './useFormSession';

const toResult = () => document.querySelector<HTMLElement>('.result-codes button')?.focus();

export function TaskWork({ task, saved, skip }: { task: Task; saved: () => void; skip: () => void }) {
  const session = useFormSession(task);
  const [active, setActive] = useState<string | null>(null);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const form = session.form;
  const current = active ?? form?.items.find((item) => item.type !== 'info')?.id ?? null;
  const open = task.can.complete;
  const followUp = useFollowUp(task, form);
  const offered = Object.keys(followUp.offers).length;
  const flags = form ? raisedFlags(form, session.answers) : [];
  useShortcuts({ r: toResult }, open);
  return (
    <section className="task-work" aria-label="随访执行">
      <Head task={task} skip={skip} />
      <div className="task-scroll">
        {!open && <Alert type="info" showIcon title={task.can.why || '这项任务已经处理完。'} style={{ margin: 16 }} />}
        {task.sensitive && (
          <Alert
            type="warning"
            showIcon
            title="敏感随访：接通后先确认是本人，周围有人时改约时间。"
            style={{ margin: '12px 16px 0' }}
          />
        )}
        {task.script.length > 0 && (
          <div className="script">
            <h3>开场与要点</h3>
            {task.script.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </div>
        )}
        {session.error && <Alert type="error" title={session.error} style={{ margin: 16 }} />}
        {form && (
          <>
            <div className="form-title">
              <b>{form.title}</b>
              <span className="soft small">
                {form.minutes ? `约 ${form.minutes} 分钟 · ` : ''}选答案<kbd className="kbd sep">1–9</kbd>下一题
                <kbd className="kbd">Enter</kbd>
              </span>
              <span className="grow" />
              <span className="soft small">{session.saved}</span>
            </div>
            {open && offered > 0 && (
              <div className="form-offers">
                <span className="grow">档案和上次随访里已有 {offered} 项，核对后采用。</span>
                <Button size="small" onClick={() => session.change(takeAll(session.answers, followUp.offers))}>
                  全部采用
                </Button>
              </div>
            )}
            <FormRunner
              form={form}
              offers={followUp.offers}
              answers={session.answers}
              change={(answers) => {
                session.change(answers);
                setProblems({});
              }}
              active={current}
              activate={setActive}
              problems={problems}
              readOnly={!open}
              onEnd={toResult}
            />
          </>
        )}
        {!form && !task.form_code && task.script.length === 0 && (
          <p className="soft" style={{ padding: 16 }}>
            这项任务没有问卷。处理后在下方登记结果。
          </p>
        )}
      </div>
      {flags.length > 0 && (
        <Alert
          type={flags.some((flag) => ['urgent', 'high'].includes(flag.severity)) ? 'error' : 'warning'}
          showIcon
          banner
          title={flags.map((flag) => (
            <div key={flag.id}>{flag.task}</div>
          ))}
          description={
            <>
              保存后生成处理任务，{Math.min(...flags.map((flag) => flag.due_hours))} 小时内处理。
              {flags
                .flatMap((flag) => flag.advice ?? [])
                .map((advice) => `请告诉患者：${advice}`)
                .join(' ')}
            </>
          }
        />
      )}
      {open && (
        <ResultBar
          task={task}
          session={session}
          saved={() => {
            if (!session.empty) followUp.tell();
            saved();
          }}
          showProblems={(found) => {
            setProblems(found);
            setActive(Object.keys(found)[0] ?? null);
          }}
        />
      )}
    </section>
  );
}

function Head({ task, skip }: { task: Task; skip: () => void }) {
  const patient = usePatient(task.patient.id);
  return (
    <header className="task-head">
      <div className="row wrap" style={{ gap: 10 }}>
        <span style={{ fontSize: 18 }}>
          <PatientName id={task.patient.id} name={task.patient.name} />
        </span>
        {patient.data && <span className="soft">{patient.data.title}</span>}
        <span>
          {sexWord(task.patient.sex)} {task.patient.age ?? '—'} 岁
        </span>
        <RiskBadge level={task.patient.grade} />
        <span className="row" style={{ gap: 4 }}>
          <PhoneOutlined className="soft" />
          <Masked
            text={patient.data?.phone_masked}
            what="手机号"
            reveal={(reason) => unmask(task.patient.id, 'phone', reason)}
          />
        </span>
        <span className="grow" />
        <Button onClick={skip}>
          下一位<kbd className="kbd">N</kbd>
        </Button>
      </div>
      <div className="row wrap" style={{ gap: 10, marginTop: 4 }}>
        <span className="strong">
          {taskKind(task.kind)} · {task.title}
        </span>
        <Why kind="task" id={task.id} label={task.title} />
        <Reasons items={task.reasons.map((text) => ({ text, tone: reasonTone(text) }))} />
        <span className="soft small">
          {task.pathway ? `${task.pathway} · ` : ''}
          {due(task.due_to ?? task.due_from)}
        </span>
        <span className="grow" />
        <TaskActs task={task} />
      </div>
    </header>
  );
}
