import { api } from '@nq/api';
import type { ScoreDetail, ScoreInput } from '@nq/api';
import { shortTime } from '@nq/common';
import { App, Button } from 'antd';
import { useState } from 'react';
import { scorePath, useTakeScore } from './scoreData';

/** On what the result stands: each value with its source and time. What nobody said is asked about, not trusted. */
export function ScoreInputs({
  patientId,
  detail,
  mayWrite,
}: {
  patientId: string;
  detail: ScoreDetail;
  mayWrite: boolean;
}) {
  if (detail.filled.length === 0) return null;
  const refine = detail.status === 'done' ? detail.explanation.to_measure : [];
  return (
    <section>
      <h2>用到的资料</h2>
      <table className="score-inputs">
        <tbody>
          {detail.filled.map((one) => (
            <tr key={one.code}>
              <td>{one.name}</td>
              <td>{one.shown}</td>
              <td className="soft small">
                {[one.source, one.at && shortTime(one.at)].filter(Boolean).join(' · ')}
                {one.assumed && (
                  <span className="row" style={{ marginTop: 2 }}>
                    <span className="reason warm">推定</span>
                    {mayWrite && <Confirm patientId={patientId} model={detail.model} input={one} />}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {refine.length > 0 && (
        <p className="soft small">补上这些会更准：{refine.map((one) => `${one.name}（${one.what_to_measure}）`).join('、')}</p>
      )}
    </section>
  );
}

/** Turns what was inferred into an answer: asked the patient, and it is so. */
function Confirm({ patientId, model, input }: { patientId: string; model: string; input: ScoreInput }) {
  const [busy, setBusy] = useState(false);
  const { message } = App.useApp();
  const take = useTakeScore(patientId);
  const confirm = async () => {
    setBusy(true);
    try {
      const value = input.unit ? { value: input.value, unit: input.unit } : input.value;
      take(await api.post<ScoreDetail>(scorePath(patientId, model), { inputs: { [input.code]: value } }));
      void message.success(`已记入档案：${input.name} ${input.shown}`);
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有保存，请重试。', 6);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size="small" loading={busy} onClick={() => void confirm()}>
      已核实，{input.shown}
    </Button>
  );
}
