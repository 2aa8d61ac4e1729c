import { api } from '@nq/api';
import type { ModelView } from '@nq/api';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Form, Input } from 'antd';
import { FormDrawer } from '../../parts/FormDrawer';
import { useSession } from '../../session';

interface Typed {
  name?: string;
  reason?: string;
}

/** Turns a model on or off. One that is 未核实 is turned on only by somebody who signs for it. */
export function SwitchForm({ model, close }: { model: ModelView; close: () => void }) {
  const client = useQueryClient();
  const { user } = useSession();
  const on = !model.on;
  const signed = on && model.verification !== '已核实';
  return (
    <FormDrawer<Typed>
      open
      width={440}
      title={`${on ? '启用' : '停用'}：${model.name}`}
      verb={on ? '启用' : '停用'}
      note="所有患者随后重新评估"
      close={close}
      initial={{ name: user.name }}
      submit={async ({ name = '', reason = '' }) => {
        const path = `/api/models/${encodeURIComponent(model.id)}/setting`;
        client.setQueryData(['models'], await api.put<ModelView[]>(path, { on, name, reason }));
        return on ? '已启用，正在重新评估' : '已停用，原有结果仍保留';
      }}
    >
      {signed && (
        <Alert
          type="warning"
          showIcon
          title="此模型未核实"
          description={`来源：${model.source}。启用后每个结果旁都会标明“未核实”。`}
          style={{ marginBottom: 16 }}
        />
      )}
      <Form.Item name="name" label="负责人" rules={signed ? [{ required: true, min: 2, message: '请写明负责人姓名' }] : []}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item
        name="reason"
        label={signed ? '理由' : '理由（可不填）'}
        rules={signed ? [{ required: true, min: 4, message: '请写明理由，至少 4 个字' }] : []}
      >
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
      </Form.Item>
    </FormDrawer>
  );
}
