import { ExclamationCircleFilled } from '@ant-design/icons';
import type { Patient } from '@nq/api';
import { date, daysFrom, startWords } from '@nq/common';
import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { Masked } from './Masked';
import { RiskBadge } from './RiskBadge';
import { unmask } from './patientData';
import { Why } from './Why';
import { sexWord } from './words';
import './patient.css';

/** The same on every page: who it is, how much risk, what must not be given, who cares for him, what he agreed to, what is due next. */
export function PatientHeader({
  patient,
  compact = false,
  acts,
}: {
  patient: Patient;
  compact?: boolean;
  acts?: ReactNode;
}) {
  const reveal = (field: 'phone') =>
    patient.can.unmask !== true ? {} : { reveal: (reason: string) => unmask(patient.id, field, reason) };
  return (
    <header className={`phead${compact ? ' compact' : ''}`}>
      <div className="phead-main">
        <div className="row wrap phead-who">
          <h1>{patient.name}</h1>
          <span>{sexWord(patient.sex)}</span>
          <span>{patient.age === null ? '年龄未知' : `${patient.age} 岁`}</span>
          <span className="row" style={{ gap: 6 }}>
            <RiskBadge level={patient.grade} />
            <Why kind="grade" id={patient.id} label={patient.grade_name ?? '分级'} />
          </span>
          {patient.grade_since && <span className="soft small">自 {date(patient.grade_since)}</span>}
          {patient.deceased_at && <span className="reason">已故 {date(patient.deceased_at)}</span>}
          {patient.muted_until && <span className="reason warm">免打扰至 {date(patient.muted_until)}</span>}
          <span className="grow" />
          {acts}
        </div>
        {typeof patient.can.why === 'string' && (
          <p className="soft small" style={{ marginTop: 6 }}>
            {patient.can.why}
          </p>
        )}
        <Allergies list={patient.allergies} />
        <dl className="phead-facts">
          <div>
            <dt>电话</dt>
            <dd>
              <Masked text={patient.phone_masked} what="手机号" {...reveal('phone')} />
            </dd>
          </div>
          <div>
            <dt>证件</dt>
            <dd>
              <Masked text={patient.id_number_masked} what="证件号" />
            </dd>
          </div>
          <div>
            <dt>卡号</dt>
            <dd>{patient.card?.no ?? <span className="soft">未开卡</span>}</dd>
          </div>
          <div>
            <dt>照护团队</dt>
            <dd>
              {patient.care_team.length === 0 ? (
                <span className="soft">未分配</span>
              ) : (
                patient.care_team.map((one) => `${one.name}（${one.role_name}）`).join('、')
              )}
            </dd>
          </div>
          <div>
            <dt>授权</dt>
            <dd>
              <Consents patient={patient} />
            </dd>
          </div>
          <div>
            <dt>下一件事</dt>
            <dd>
              {patient.next_due ? (
                <NextDue at={patient.next_due.at} title={patient.next_due.title} />
              ) : (
                <span className="soft">没有安排</span>
              )}
            </dd>
          </div>
        </dl>
        {patient.tags.length > 0 && (
          <div className="row wrap phead-tags">
            {patient.tags.map((tag) => (
              <span key={tag.code} className="reason teal">
                {tag.name}
                {tag.receipt_id && <Why kind="tag" id={patient.id} receiptId={tag.receipt_id} label={tag.name} />}
              </span>
            ))}
          </div>
        )}
      </div>
    </header>
  );
}

function Allergies({ list }: { list: string[] }) {
  if (list.length === 0) return null;
  return (
    <div className="allergy" role="note">
      <ExclamationCircleFilled /> 过敏：{list.join('、')}
    </div>
  );
}

function NextDue({ at, title }: { at: string; title: string }) {
  return (
    <span className={(daysFrom(at) ?? 1) <= 0 ? 'warm strong' : ''}>
      {startWords(at)} · {title}
    </span>
  );
}

function Consents({ patient }: { patient: Patient }) {
  return (
    <span className="row wrap" style={{ gap: 10 }}>
      {patient.consents.map((one) => (
        <Tooltip key={one.purpose} title={`${one.name}：${one.granted ? '已同意' : '未同意'}`}>
          <span className={`consent ${one.granted ? 'yes' : 'no'}`}>
            <i aria-hidden="true" />
            {one.name}
            <span className="sr">{one.granted ? '已同意' : '未同意'}</span>
          </span>
        </Tooltip>
      ))}
    </span>
  );
}
