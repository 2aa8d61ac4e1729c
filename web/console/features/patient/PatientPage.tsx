import type { Patient } from '@nq/api';
import { Button, Dropdown, Tabs } from 'antd';
import { DownOutlined, PrinterOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { Loaded } from '../../parts/Loaded';
import { OpenAlerts } from '../../parts/OpenAlerts';
import { usePatient } from '../../parts/patientData';
import { PatientHeader } from '../../parts/PatientHeader';
import { mayOpen, useSession } from '../../session';
import { FileTab } from './FileTab';
import { HealthTab } from './HealthTab';
import { Overview } from './Overview';
import { PatientForms } from './PatientForms';
import type { PatientForm } from './PatientForms';
import { PatientTimeline } from './PatientTimeline';
import { PlanTab } from './PlanTab';
import { ScoresTab } from './scores/ScoresTab';
import { TalkTab } from './TalkTab';

/** The whole person: the same head on every tab, then past, now and what is planned. */
export default function PatientPage() {
  const { id = '' } = useParams();
  const query = usePatient(id);
  return (
    <div className="page">
      <Loaded query={query}>{(patient) => <Inside patient={patient} />}</Loaded>
    </div>
  );
}

const ACTS: { key: PatientForm; label: string; can: string }[] = [
  { key: 'reading', label: '录入测量值', can: 'add_reading' },
  { key: 'enrol', label: '加入路径', can: 'enrol' },
  { key: 'message', label: '发送消息', can: 'message' },
  { key: 'grade', label: '人工调整分级', can: 'override_grade' },
  { key: 'team', label: '指派照护团队', can: 'assign_team' },
  { key: 'mute', label: '暂停打扰', can: 'mute' },
];

function Inside({ patient }: { patient: Patient }) {
  const session = useSession();
  const [params, setParams] = useSearchParams();
  const [form, setForm] = useState<PatientForm | null>(null);
  const tab = params.get('tab') ?? 'overview';
  const tabs = [
    { key: 'overview', label: '总览', children: <Overview patient={patient} /> },
    { key: 'timeline', label: '时间线', children: <PatientTimeline id={patient.id} /> },
    { key: 'health', label: '健康', children: <HealthTab id={patient.id} /> },
    ...(mayOpen(session, 'models')
      ? [{ key: 'scores', label: '风险评估', children: <ScoresTab patient={patient} /> }]
      : []),
    { key: 'plan', label: '计划', children: <PlanTab id={patient.id} /> },
    { key: 'talk', label: '沟通', children: <TalkTab id={patient.id} write={() => setForm('message')} /> },
    { key: 'file', label: '档案', children: <FileTab patient={patient} /> },
  ];
  const allowed = ACTS.filter((act) => patient.can[act.can] === true);
  const acts = (
    <span className="row no-print">
      <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
        打印
      </Button>
      {allowed.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: allowed.map(({ key, label }) => ({ key, label })),
            onClick: ({ key }) => setForm(key as PatientForm),
          }}
        >
          <Button type="primary">
            办理 <DownOutlined />
          </Button>
        </Dropdown>
      )}
    </span>
  );
  return (
    <>
      <PatientHeader patient={patient} acts={acts} />
      <OpenAlerts id={patient.id} />
      <Tabs
        activeKey={tab}
        items={tabs}
        destroyOnHidden
        onChange={(key) => setParams(key === 'overview' ? {} : { tab: key }, { replace: true })}
        style={{ marginTop: 8 }}
      />
      <PatientForms patient={patient} form={form} close={() => setForm(null)} />
    </>
  );
}
