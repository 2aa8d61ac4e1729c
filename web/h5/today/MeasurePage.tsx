// Weight, pulse or finger-prick glucose from home: first which, then the number.
import { useState } from 'react';
import type { FormItem } from '@nq/api';
import { nowMs } from '@nq/common';
import { halfWidth, toSend } from '../form/answers';
import { NumberInput } from '../form/inputs/NumberInput';
import { complaint } from '../form/look';
import { Frame } from '../shell/Frame';
import { Loaded, useAsked } from '../shell/Loaded';
import { Notice } from '../shell/Notice';
import { go } from '../shell/place';
import { type Today, readToday } from './api';
import { type HomeMeasure, MEASURES } from './measures';
import { useSending } from './useSending';

export function MeasurePage({ token }: { token: string }) {
  const [state, again] = useAsked(() => readToday(token), [token]);
  const [chosen, setChosen] = useState<HomeMeasure | null>(null);
  return (
    <Loaded state={state} again={again}>
      {(today) =>
        chosen ? (
          <Entry token={token} today={today} measure={chosen} back={() => setChosen(null)} />
        ) : (
          <Choose token={token} today={today} choose={setChosen} />
        )
      }
    </Loaded>
  );
}

function Choose({ token, today, choose }: { token: string; today: Today; choose: (one: HomeMeasure) => void }) {
  return (
    <Frame
      house={today}
      foot={
        <button type="button" className="button quiet" onClick={() => go({ page: 'today', token })}>
          返回
        </button>
      }
    >
      <section className="question">
        <h1>要记哪一项</h1>
        {MEASURES.map((one) => (
          <button key={one.metric} type="button" className="button small choose" onClick={() => choose(one)}>
            {one.name}
          </button>
        ))}
      </section>
    </Frame>
  );
}

interface EntryProps {
  token: string;
  today: Today;
  measure: HomeMeasure;
  back: () => void;
}

function Entry({ token, today, measure, back }: EntryProps) {
  const [value, setValue] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const sending = useSending(token);
  const item: FormItem = { id: 'value', text: measure.name, type: 'number', required: true, ...measure.range };

  const save = () => {
    const look = complaint(item, value);
    setWrong(look);
    if (look) return;
    const number = toSend([item], { value }).value as number;
    sending.send([{ metric: measure.metric, value: number, at: new Date(nowMs()).toISOString() }]);
  };

  if (sending.filed) {
    return (
      <Notice house={today} title="已经记下" mark="good" action={{ label: '回到今天', onTap: () => go({ page: 'today', token }) }}>
        <p>
          {measure.name} {halfWidth(value)} {measure.range.unit}，{sending.filed.message}
        </p>
        {sending.filed.advice && (
          <p className="next-step" role="alert">
            <strong>请留意</strong>
            {sending.filed.advice}
          </p>
        )}
      </Notice>
    );
  }
  const complaintNow = wrong ?? sending.refused;
  return (
    <Frame
      house={today}
      foot={
        <>
          <button type="button" className="button main" disabled={sending.waiting} onClick={save}>
            {sending.waiting ? '正在保存，连上网络就会送到' : '保存'}
          </button>
          <button type="button" className="button quiet" onClick={back}>
            返回
          </button>
        </>
      }
    >
      <section className="question">
        <h1>{measure.name}</h1>
        <p className="hint">{measure.hint}</p>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <NumberInput
            label={measure.name}
            unit={measure.range.unit}
            whole={measure.range.decimals === 0}
            value={value}
            wrong={complaintNow !== null}
            onChange={setValue}
          />
          <button type="submit" hidden />
        </form>
        <p className="complaint" role="alert">
          {complaintNow}
        </p>
      </section>
    </Frame>
  );
}
