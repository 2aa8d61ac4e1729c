import { api } from '@nq/api';
import type { AlertDetail } from '@nq/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Radio } from 'antd';
import { useState } from 'react';
import { patientKey } from '../../parts/patientData';

/** First somebody takes it on and reads it back; only then it is closed, with what came of it. */
export function AlertActs({ alert }: { alert: AlertDetail }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [note, setNote] = useState('');
  const [outcome, setOutcome] = useState<string | null>(null);
  const send = useMutation({
    mutationFn: (act: 'acknowledge' | 'close') =>
      api.post<AlertDetail>(
        `/api/alerts/${alert.id}/${act}`,
        act === 'close' ? { outcome, note: note.trim() } : { note: note.trim() },
      ),
    onSuccess: (fresh, act) => {
      client.setQueryData(['alerts', 'one', alert.id], fresh);
      void client.invalidateQueries({ queryKey: ['alerts', 'list'] });
      void client.invalidateQueries({ queryKey: ['tasks'] });
      void client.invalidateQueries({ queryKey: patientKey(alert.patient_id) });
      void message.success(act === 'close' ? '已关闭' : '已确认，由您处理');
    },
    // Somebody else was quicker: show how it stands now.
    onError: () => void client.invalidateQueries({ queryKey: ['alerts'] }),
  });
  const { can } = alert;
  if (!can.acknowledge && !can.close) return null;
  return (
    <section className="alert-acts no-print">
      <h3>{can.acknowledge ? '确认接手' : '关闭预警'}</h3>
      {can.close && (
        <Radio.Group
          className="alert-outcomes"
          value={outcome}
          onChange={(event) => setOutcome(event.target.value as string)}
          options={alert.outcomes.map((one) => ({ value: one.code, label: one.name }))}
          aria-label="处理结果"
        />
      )}
      <Input.TextArea
        autoSize={{ minRows: 2, maxRows: 5 }}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        placeholder={can.acknowledge ? '复述核对的内容：谁、什么数值、现在的情况' : '处理经过，可不填'}
        aria-label="备注"
      />
      {send.error && <Alert type="error" showIcon title={send.error.message} />}
      <div className="row">
        <Button
          type="primary"
          loading={send.isPending}
          disabled={can.close && outcome === null}
          onClick={() => send.mutate(can.acknowledge ? 'acknowledge' : 'close')}
        >
          {can.acknowledge ? '确认，由我处理' : '关闭预警'}
        </Button>
        {can.close && outcome === null && <span className="soft small">先选处理结果</span>}
      </div>
    </section>
  );
}
