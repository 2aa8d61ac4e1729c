import { ClockCircleOutlined } from '@ant-design/icons';
import { api } from '@nq/api';
import type { DemoClock as Clock } from '@nq/api';
import { dateTime, setNow } from '@nq/common';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Popover } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useNow } from '../session';

const STEPS = [
  { label: '1 小时', body: { advance_hours: 1 } },
  { label: '1 天', body: { advance_days: 1 } },
  { label: '3 天', body: { advance_days: 3 } },
  { label: '7 天', body: { advance_days: 7 } },
  { label: '30 天', body: { advance_days: 30 } },
];

/** The demonstration's clock: time can be moved forward to watch a pathway run; everything on the page follows. */
export function DemoClock() {
  const now = useNow();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const { data } = useQuery({
    queryKey: ['demo', 'clock'],
    queryFn: () => api.get<Clock>('/api/demo/clock'),
    // While the demonstration is still filling up, the page follows it.
    refetchInterval: (query) => (query.state.data?.preparing ? 3_000 : 60_000),
  });
  const preparing = data?.preparing ?? null;
  useFilledUp(preparing);
  const move = useMutation({
    mutationFn: async (body: object) => {
      const clock = await api.post<Clock>('/api/demo/clock', body);
      await api.post('/api/demo/settle').catch(() => undefined);
      return clock;
    },
    onSuccess: async (clock) => {
      setNow(clock.now);
      setOpen(false);
      await client.invalidateQueries();
      void message.info(`演示时钟：${dateTime(clock.now)}`);
    },
    onError: (error) => void message.error(error.message),
  });
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      title="把演示时间向前拨"
      content={
        <div style={{ width: 260 }} className="stack tight">
          <p className="soft small">到期的随访、短信和提醒会照常发生，真实系统不能这样做。</p>
          <div className="row wrap">
            {STEPS.map((step) => (
              <Button key={step.label} size="small" disabled={move.isPending || preparing !== null} onClick={() => move.mutate(step.body)}>
                {step.label}
              </Button>
            ))}
          </div>
          {move.isPending && <p className="soft small">正在推进，随访与消息处理完后刷新。</p>}
        </div>
      }
    >
      <button type="button" className="plain demo-clock">
        <ClockCircleOutlined /> <span>{preparing ?? `演示 ${dateTime(now, now)}`}</span>
      </button>
    </Popover>
  );
}

/** Once the demonstration has filled up, everything on the page is asked for again. */
function useFilledUp(preparing: string | null): void {
  const client = useQueryClient();
  const before = useRef(preparing);
  useEffect(() => {
    if (before.current && !preparing) void client.invalidateQueries();
    before.current = preparing;
  }, [client, preparing]);
}
