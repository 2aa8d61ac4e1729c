import { api } from '@nq/api';
import type { Patient, Template } from '@nq/api';
import { useQueryClient } from '@tanstack/react-query';
import { DatePicker, Form, Input, InputNumber, Radio, Select } from 'antd';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import { FormDrawer } from '../../parts/FormDrawer';
import { patientKey } from '../../parts/patientData';
import { Metrics, Pathways, Staff, Templates } from './pickers';

export type PatientForm = 'reading' | 'enrol' | 'message' | 'grade' | 'team' | 'mute';

interface Typed {
  metric?: string;
  value?: number;
  at?: Dayjs;
  pathway_code?: string;
  anchor_at?: Dayjs;
  template_code?: string;
  grade?: string;
  staff_id?: string;
  role?: string;
  until?: Dayjs;
  reason?: string;
}

const FORMS: Record<PatientForm, { title: string; verb: string; send: (id: string, typed: Typed) => Promise<string> }> =
  {
    reading: {
      title: '录入测量值',
      verb: '录入',
      send: async (id, { metric, value, at }) => {
        await api.post(`/api/patients/${id}/readings`, {
          readings: [{ metric, value: String(value ?? ''), ...(at ? { at: at.toISOString() } : {}) }],
        });
        return '已入档';
      },
    },
    enrol: {
      title: '加入路径',
      verb: '加入',
      send: async (id, { pathway_code, anchor_at, reason }) => {
        await api.post('/api/enrolments', {
          patient_id: id,
          pathway_code,
          ...(anchor_at ? { anchor_at: anchor_at.toISOString() } : {}),
          reason,
        });
        return '已加入，随访已排入账本';
      },
    },
    message: {
      title: '发送消息',
      verb: '发送',
      send: async (id, { template_code }) => {
        const template = (await api.get<Template[]>('/api/templates')).find((one) => one.code === template_code);
        await api.post('/api/messages', { patient_id: id, template_code, class: template?.class ?? 'service' });
        return '已放入消息队列，发送前会检查授权与免打扰时段';
      },
    },
    grade: {
      title: '人工调整分级',
      verb: '调整',
      send: async (id, { grade, reason, until }) => {
        await api.post(`/api/patients/${id}/grade-override`, {
          grade,
          reason,
          ...(until ? { until: until.endOf('day').toISOString() } : {}),
        });
        return '已调整，规则结果仍会保留备查';
      },
    },
    team: {
      title: '指派照护团队',
      verb: '指派',
      send: async (id, { staff_id, role }) => {
        await api.put(`/api/patients/${id}/care-team`, { staff_id, role });
        return '已指派';
      },
    },
    mute: {
      title: '暂停打扰',
      verb: '暂停',
      send: async (id, { until, reason }) => {
        await api.post(`/api/patients/${id}/mute`, { until: until?.endOf('day').toISOString() ?? null, reason });
        return '已暂停，期间不再发送常规消息';
      },
    },
  };

/** What one can do with a person, each in one drawer. */
export function PatientForms({
  patient,
  form,
  close,
}: {
  patient: Patient;
  form: PatientForm | null;
  close: () => void;
}) {
  const client = useQueryClient();
  const spec = form ? FORMS[form] : null;
  const submit = async (typed: Typed) => {
    const said = await spec?.send(patient.id, typed);
    void client.invalidateQueries({ queryKey: patientKey(patient.id) });
    void client.invalidateQueries({ queryKey: ['tasks'] });
    return said;
  };
  return (
    <FormDrawer<Typed>
      open={form !== null}
      width={440}
      title={spec ? `${spec.title}：${patient.name}` : ''}
      verb={spec?.verb ?? ''}
      close={close}
      submit={submit}
    >
      {form && <Fields form={form} />}
    </FormDrawer>
  );
}

const must = (message: string) => [{ required: true, message }];

function Fields({ form }: { form: PatientForm }) {
  const reason = (
    <Form.Item name="reason" label="原因" rules={must('请写明原因')}>
      <Input.TextArea autoSize={{ minRows: 2 }} />
    </Form.Item>
  );
  switch (form) {
    case 'reading':
      return (
        <>
          <Form.Item name="metric" label="项目" rules={must('请选项目')}>
            <Metrics />
          </Form.Item>
          <Form.Item name="value" label="数值" rules={must('请填数值')}>
            <InputNumber style={{ width: '100%' }} controls={false} />
          </Form.Item>
          <Form.Item name="at" label="测量时间" extra="留空为现在">
            <DatePicker
              showTime={{ format: 'HH:mm' }}
              format="M月D日 ddd HH:mm"
              maxDate={dayjs()}
              style={{ width: '100%' }}
            />
          </Form.Item>
        </>
      );
    case 'enrol':
      return (
        <>
          <Form.Item name="pathway_code" label="路径" rules={must('请选路径')}>
            <Pathways />
          </Form.Item>
          <Form.Item name="anchor_at" label="起点" extra="手术日、出院日等；留空为今天">
            <DatePicker format="M月D日 ddd" style={{ width: '100%' }} />
          </Form.Item>
          {reason}
        </>
      );
    case 'message':
      return (
        <Form.Item
          name="template_code"
          label="模板"
          rules={must('请选模板')}
          extra="内容按模板生成；是否发送、何时发送由触达规则决定"
        >
          <Templates />
        </Form.Item>
      );
    case 'grade':
      return (
        <>
          <Form.Item name="grade" label="调整为" rules={must('请选分级')}>
            <Radio.Group
              options={[
                { value: 'red', label: '▲ 高危' },
                { value: 'yellow', label: '◆ 中危' },
                { value: 'green', label: '● 低危' },
              ]}
            />
          </Form.Item>
          <Form.Item name="until" label="有效至" extra="到期后恢复为规则评估结果">
            <DatePicker minDate={dayjs()} format="YYYY年M月D日" style={{ width: '100%' }} />
          </Form.Item>
          {reason}
        </>
      );
    case 'team':
      return (
        <>
          <Form.Item name="role" label="角色" rules={must('请选角色')}>
            <Select
              options={[
                { value: 'doctor', label: '责任医生' },
                { value: 'nurse', label: '护士' },
                { value: 'health_manager', label: '健康管理师' },
              ]}
            />
          </Form.Item>
          <Form.Item name="staff_id" label="人员" rules={must('请选人员')}>
            <Staff />
          </Form.Item>
        </>
      );
    case 'mute':
      return (
        <>
          <Form.Item name="until" label="暂停至" rules={must('请选日期')}>
            <DatePicker minDate={dayjs()} format="YYYY年M月D日" style={{ width: '100%' }} />
          </Form.Item>
          {reason}
        </>
      );
  }
}
