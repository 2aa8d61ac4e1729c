import { api } from '@nq/api';
import type { ModelView, ScoreDetail } from '@nq/api';
import { unitWord } from '@nq/common';
import { DatePicker, Form, Input, InputNumber, Radio } from 'antd';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import { FormDrawer } from '../../../parts/FormDrawer';
import { scorePath, useTakeScore } from './scoreData';

interface Typed {
  category?: string;
  value?: number | null;
  until?: Dayjs | null;
  reason: string;
}
interface Props {
  patientId: string;
  model: ModelView;
  detail: ScoreDetail;
  open: boolean;
  close: () => void;
}

/** A doctor's word above the result, for a time and with a reason. The result itself stays in the history. */
export function OverrideForm({ patientId, model, detail, open, close }: Props) {
  const take = useTakeScore(patientId);
  return (
    <FormDrawer<Typed>
      open={open}
      width={440}
      title={`人工调整：${model.name}`}
      verb="调整"
      note="模型结果仍保留备查"
      close={close}
      submit={async ({ category, value, until, reason }) => {
        const fresh = await api.post<ScoreDetail>(`${scorePath(patientId, model.id)}/override`, {
          reason,
          ...(category ? { category } : {}),
          ...(value === null || value === undefined ? {} : { value }),
          ...(until ? { until: until.endOf('day').toISOString() } : {}),
        });
        take(fresh);
        return '已调整，标签和分级随之更新';
      }}
    >
      {model.categories.length > 0 ? (
        <Form.Item name="category" label="调整为" rules={[{ required: true, message: '请选等级' }]}>
          <Radio.Group options={model.categories.map((one) => ({ value: one.code, label: one.label }))} />
        </Form.Item>
      ) : (
        <Form.Item
          name="value"
          label={`调整为${detail.latest?.unit ? `（${unitWord(detail.latest.unit)}）` : ''}`}
          rules={[{ required: true, message: '请填数值' }]}
        >
          <InputNumber controls={false} style={{ width: '100%' }} />
        </Form.Item>
      )}
      <Form.Item name="until" label="有效至" extra="留空为半年，最长一年；到期后恢复为模型结果">
        <DatePicker
          minDate={dayjs().add(1, 'day')}
          maxDate={dayjs().add(364, 'day')}
          format="YYYY年M月D日"
          style={{ width: '100%' }}
        />
      </Form.Item>
      <Form.Item name="reason" label="原因" rules={[{ required: true, min: 2, message: '请写明调整的理由' }]}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
      </Form.Item>
    </FormDrawer>
  );
}
