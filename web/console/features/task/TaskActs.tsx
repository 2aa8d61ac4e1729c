import { api } from '@nq/api';
import type { Colleague, Task } from '@nq/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Input, Select } from 'antd';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { FormDrawer } from '../../parts/FormDrawer';

/** Taking a task over, giving it to a colleague, moving it: each only where the server says so. */
export function TaskActs({ task }: { task: Task }) {
  const [open, setOpen] = useState<'postpone' | 'assign' | null>(null);
  const client = useQueryClient();
  const { message } = App.useApp();
  const done = () => client.invalidateQueries({ queryKey: ['tasks'] });
  const claim = async () => {
    try {
      await api.post(`/api/tasks/${task.id}/claim`);
      void message.success('已领取');
      void done();
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '领取失败，请重试。');
    }
  };
  return (
    <>
      {task.can.claim && (
        <Button size="small" onClick={() => void claim()}>
          领取
        </Button>
      )}
      {task.can.assign && (
        <Button size="small" onClick={() => setOpen('assign')}>
          转交
        </Button>
      )}
      {task.can.postpone && (
        <Button size="small" onClick={() => setOpen('postpone')}>
          改期
        </Button>
      )}
      <FormDrawer<{ to: Dayjs; reason: string }>
        open={open === 'postpone'}
        title={`改期：${task.title}`}
        verb="改期"
        width={420}
        close={() => setOpen(null)}
        submit={async ({ to, reason }) => {
          await api.post(`/api/tasks/${task.id}/postpone`, { to: to.format('YYYY-MM-DD'), reason });
          void done();
          return '已改期';
        }}
      >
        <Form.Item name="to" label="改到" rules={[{ required: true, message: '请选日期' }]}>
          <DatePicker format="M月D日 ddd" minDate={dayjs()} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item
          name="reason"
          label="原因"
          rules={[{ required: true, message: '请写明原因' }]}
          extra="会记入随访账本"
        >
          <Input placeholder="例如：患者住院中，出院后再联系" />
        </Form.Item>
      </FormDrawer>
      <FormDrawer<{ staff_id: string }>
        open={open === 'assign'}
        title={`转交：${task.title}`}
        verb="转交"
        width={420}
        close={() => setOpen(null)}
        submit={async (values) => {
          await api.post(`/api/tasks/${task.id}/assign`, values);
          void done();
          return '已转交';
        }}
      >
        <Form.Item name="staff_id" label="交给" rules={[{ required: true, message: '请选同事' }]}>
          <ColleagueSelect />
        </Form.Item>
      </FormDrawer>
    </>
  );
}

function ColleagueSelect(props: { value?: string; onChange?: (id: string) => void }) {
  const query = useQuery({ queryKey: ['colleagues'], queryFn: () => api.get<Colleague[]>('/api/colleagues') });
  return (
    <Select
      {...props}
      showSearch={{ optionFilterProp: 'label' }}
      loading={query.isPending}
      options={(query.data ?? []).map((one) => ({ value: one.id, label: `${one.name} · ${one.role_name}` }))}
    />
  );
}
