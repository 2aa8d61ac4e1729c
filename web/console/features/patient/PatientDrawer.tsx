import { Button, Drawer, Tabs } from 'antd';
import { useNavigate } from 'react-router';
import { Loaded } from '../../parts/Loaded';
import { OpenAlerts } from '../../parts/OpenAlerts';
import { usePatient } from '../../parts/patientData';
import { PatientHeader } from '../../parts/PatientHeader';
import { Overview } from './Overview';
import { PatientTimeline } from './PatientTimeline';

/** A person over any page: enough to answer a question, one click to the whole. */
export function PatientDrawer({ id, close }: { id: string | null; close: () => void }) {
  return (
    <Drawer
      open={id !== null}
      onClose={close}
      size={560}
      destroyOnHidden
      title="患者"
      extra={id && <OpenWhole id={id} close={close} />}
      styles={{ body: { padding: '16px 20px 32px' } }}
    >
      {id && <Inside id={id} />}
    </Drawer>
  );
}

function OpenWhole({ id, close }: { id: string; close: () => void }) {
  const go = useNavigate();
  return (
    <Button
      type="primary"
      onClick={() => {
        close();
        void go(`/patients/${id}`);
      }}
    >
      打开患者页
    </Button>
  );
}

function Inside({ id }: { id: string }) {
  const query = usePatient(id);
  return (
    <Loaded query={query}>
      {(patient) => (
        <>
          <PatientHeader patient={patient} compact />
          <OpenAlerts id={patient.id} />
          <Tabs
            style={{ marginTop: 8 }}
            items={[
              { key: 'overview', label: '总览', children: <Overview patient={patient} narrow /> },
              { key: 'timeline', label: '时间线', children: <PatientTimeline id={id} compact /> },
            ]}
          />
        </>
      )}
    </Loaded>
  );
}
