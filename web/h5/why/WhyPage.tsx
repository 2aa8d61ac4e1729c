// 为什么收到这条: the reason of one message in plain words, and how to get fewer.
import { useState } from 'react';
import { ApiError } from '@nq/api';
import { dateTime, nowMs } from '@nq/common';
import { Frame } from '../shell/Frame';
import { Loaded, useAsked } from '../shell/Loaded';
import { go } from '../shell/place';
import { type Today, type Why, askQuiet, readToday, readWhy } from '../today/api';

export function WhyPage({ token, message }: { token: string; message: string }) {
  const [state, again] = useAsked(async () => [await readToday(token), await readWhy(token, message)] as const, [token, message]);
  return (
    <Loaded state={state} again={again}>
      {([today, why]) => <Page token={token} today={today} why={why} text={today.messages.find((one) => one.id === message)?.text} />}
    </Loaded>
  );
}

function Page({ token, today, why, text }: { token: string; today: Today; why: Why; text: string | undefined }) {
  const back = (
    <button type="button" className="button quiet" onClick={() => go({ page: 'today', token })}>
      返回
    </button>
  );
  return (
    <Frame house={today} foot={back}>
      <section className="why">
        <h1>为什么收到这条</h1>
        {text && <blockquote>{text}</blockquote>}
        <p>{why.sentence}</p>
        <Lines title="依据" lines={why.facts.map(factWords)} />
        <Lines title="发送前核对过" lines={why.gates.filter((gate) => gate.passed && TOLD.has(gate.gate)).map((gate) => gate.sentence)} />
        <Fewer token={token} />
      </section>
    </Frame>
  );
}

function Lines({ title, lines }: { title: string; lines: string[] }) {
  const said = lines.filter(Boolean);
  if (said.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul className="card lines">
        {said.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}

/** What a patient cares about; that he was found alive is not told to him. */
const TOLD = new Set(['consent', 'opt_out', 'hours', 'budget']);

function factWords({ name, value, source, at }: Why['facts'][number]): string {
  // What the message says about itself needs no source.
  const from = source === '消息' ? '' : [source, at && dateTime(at, nowMs())].filter(Boolean).join('，');
  return `${name}：${value}${from ? `（${from}）` : ''}`;
}

function Fewer({ token }: { token: string }) {
  const [said, setSaid] = useState<string | null>(null);
  const ask = async (wish: Parameters<typeof askQuiet>[1]) => {
    try {
      setSaid((await askQuiet(token, wish)).message);
    } catch (error) {
      setSaid(error instanceof ApiError ? error.message : '没有设置成功，请稍后再试。');
    }
  };
  return (
    <>
      <h2>想少收一点</h2>
      <div className="choices">
        <button type="button" className="button small" onClick={() => void ask({ mute_days: 7 })}>
          7 天内不要发
        </button>
        <button type="button" className="button small" onClick={() => void ask({ purpose: 'marketing' })}>
          不要活动和优惠信息
        </button>
      </div>
      <p role="status" className="note" hidden={!said}>
        {said}
      </p>
    </>
  );
}
