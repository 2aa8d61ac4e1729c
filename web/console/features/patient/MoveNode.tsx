import { api } from '@nq/api';
import type { FutureNode } from '@nq/api';
import { useQueryClient } from '@tanstack/react-query';
import { DatePicker, Form, Input } from 'antd';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import { date } from '@nq/common';
import { FormDrawer } from '../../parts/FormDrawer';
import { patientKey } from '../../parts/patientData';

export interface NodeAct {
  kind: 'move' | 'skip';
  node: FutureNode;
}

/** Moving or skipping one planned node: always with a reason, which stays in the ledger. */
export function MoveNode({ act, patientId, close }: { act: NodeAct | null; patientId: string; close: () => void }) {
  const client = useQueryClient();
  const moving = act?.kind === 'move';
  const submit = async (typed: { to?: Dayjs; reason: string }) => {
    if (!act) return '';
    const path = `/api/obligations/${act.node.obligation_id}`;
    if (moving) await api.post(`${path}/move`, { to: typed.to?.format('YYYY-MM-DD'), reason: typed.reason });
    else await api.post(`${path}/skip`, { reason: typed.reason });
    void client.invalidateQueries({ queryKey: patientKey(patientId) });
    void client.invalidateQueries({ queryKey: ['ledger'] });
    return moving ? '已改期' : '已跳过，账本记为有据关闭';
  };
  return (
    <FormDrawer<{ to?: Dayjs; reason: string }>
      open={act !== null}
      width={420}
      verb={moving ? '改期' : '跳过'}
      close={close}
      submit={submit}
      title={act ? `${moving ? '改期' : '跳过'}：${act.node.title}` : ''}
      note="原因会记入随访账本"
    >
      {act && (
        <p className="soft" style={{ marginBottom: 16 }}>
          原定 {date(act.node.at)}
          {act.node.pathway ? `，来自 ${act.node.pathway}` : ''}。
        </p>
      )}
      {moving && (
        <Form.Item name="to" label="改到" rules={[{ required: true, message: '请选日期' }]}>
          <DatePicker minDate={dayjs()} format="M月D日 ddd" style={{ width: '100%' }} />
        </Form.Item>
      )}
      <Form.Item name="reason" label="原因" rules={[{ required: true, message: '请写明原因' }]}>
        <Input.TextArea
          autoSize={{ minRows: 2 }}
          placeholder={moving ? '例如：患者出差，约下周二' : '例如：已在门诊当面随访'}
        />
      </Form.Item>
    </FormDrawer>
  );
}
