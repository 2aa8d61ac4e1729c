// One blood pressure from the cuff at home. Kept on the phone until the hospital has it.
import { useState } from 'react';
import type { FormItem } from '@nq/api';
import { nowMs } from '@nq/common';
import { type TypedPressure, halfWidth, toSend } from '../form/answers';
import { PressureInput } from '../form/inputs/PressureInput';
import { complaint } from '../form/look';
import { Frame } from '../shell/Frame';
import { Loaded, useAsked } from '../shell/Loaded';
import { Notice } from '../shell/Notice';
import { go } from '../shell/place';
import { type Today, readToday } from './api';
import { useSending } from './useSending';

const ITEM: FormItem = { id: 'bp', text: '血压', type: 'bp', required: true };

export function PressurePage({ token }: { token: string }) {
  const [state, again] = useAsked(() => readToday(token), [token]);
  return (
    <Loaded state={state} again={again}>
      {(today) => <Entry token={token} today={today} />}
    </Loaded>
  );
}

function Entry({ token, today }: { token: string; today: Today }) {
  const [value, setValue] = useState<TypedPressure>({});
  const [wrong, setWrong] = useState<string | null>(null);
  const sending = useSending(token);

  const save = () => {
    const look = complaint(ITEM, value);
    setWrong(look);
    if (look) return;
    const { sbp, dbp } = toSend([ITEM], { bp: value }).bp as { sbp: number; dbp: number };
    const at = new Date(nowMs()).toISOString();
    sending.send([
      { metric: 'sbp', value: sbp, at },
      { metric: 'dbp', value: dbp, at },
    ]);
  };

  const { filed, waiting } = sending;
  const complaintNow = wrong ?? sending.refused;
  if (filed) {
    return (
      <Notice house={today} title="已经记下" mark="good" action={{ label: '回到今天', onTap: () => go({ page: 'today', token }) }}>
        <p>
          {halfWidth(value.sbp)}/{halfWidth(value.dbp)} mmHg，{filed.message}
        </p>
        {filed.advice && (
          <p className="next-step" role="alert">
            <strong>请留意</strong>
            {filed.advice}
          </p>
        )}
      </Notice>
    );
  }
  return (
    <Frame
      house={today}
      foot={
        <>
          <button type="button" className="button main" disabled={waiting} onClick={save}>
            {waiting ? '正在保存，连上网络就会送到' : '保存'}
          </button>
          <button type="button" className="button quiet" onClick={() => go({ page: 'today', token })}>
            返回
          </button>
        </>
      }
    >
      <section className="question">
        <h1>血压计上的两个数</h1>
        <p className="hint">坐下休息 5 分钟再量，量两次的话填第二次的数。</p>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <PressureInput value={value} wrong={complaintNow !== null} onChange={setValue} />
          <button type="submit" hidden />
        </form>
        <p className="complaint" role="alert">
          {complaintNow}
        </p>
      </section>
    </Frame>
  );
}
