import { api } from '@nq/api';
import type { EnrolmentRow } from '@nq/api';
import { useQueryClient } from '@tanstack/react-query';
import { App, Form, Input } from 'antd';
import { useState } from 'react';
import { FormDrawer } from './FormDrawer';
import { patientKey } from './patientData';

/** Ending a person's path with a reason, or letting one that was set aside go on. */
export function EnrolmentActs({ row }: { row: EnrolmentRow }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [stopping, setStopping] = useState(false);
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ['enrolments'] });
    void client.invalidateQueries({ queryKey: ['enrolment', row.id] });
    void client.invalidateQueries({ queryKey: ['ledger'] });
    void client.invalidateQueries({ queryKey: patientKey(row.patient_id) });
  };
  const release = async () => {
    try {
      await api.post(`/api/enrolments/${row.id}/release`);
      refresh();
      void message.success('已恢复，从停下的节点继续');
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有恢复，请重试。');
    }
  };
  return (
    <span className="acts row" onClick={(event) => event.stopPropagation()}>
      {row.can.release && <a onClick={() => void release()}>恢复</a>}
      {row.can.stop && <a onClick={() => setStopping(true)}>停止</a>}
      <FormDrawer<{ reason: string }>
        open={stopping}
        width={420}
        title={`停止：${row.patient_name} 的${row.pathway}`}
        verb="停止"
        close={() => setStopping(false)}
        submit={async ({ reason }) => {
          await api.post(`/api/enrolments/${row.id}/stop`, { reason });
          refresh();
          return '已停止，未做的随访记为有据关闭';
        }}
      >
        <Form.Item name="reason" label="原因" rules={[{ required: true, message: '请写明原因' }]}>
          <Input.TextArea autoSize={{ minRows: 2 }} placeholder="例如：患者转外院继续治疗" />
        </Form.Item>
      </FormDrawer>
    </span>
  );
}
