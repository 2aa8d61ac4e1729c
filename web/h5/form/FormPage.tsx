// A form opened from a link in a message.
import { type ReactNode, useEffect } from 'react';
import { date, isEmptyAnswer, nowMs } from '@nq/common';
import { Frame } from '../shell/Frame';
import { Loaded, useAsked } from '../shell/Loaded';
import { Notice } from '../shell/Notice';
import { go } from '../shell/place';
import { remember } from '../shell/remember';
import { type FormLink, readLink } from './api';
import { dropDraft } from './draft';
import { inWords } from './look';
import { Question } from './Question';
import { type Fill, useFill } from './useFill';

export function FormPage({ token }: { token: string }) {
  const [state, again] = useAsked(() => readLink(token), [token]);
  return (
    <Loaded state={state} again={again}>
      {(link) => <Opened token={token} link={link} />}
    </Loaded>
  );
}

function Opened({ token, link }: { token: string; link: FormLink }) {
  useEffect(() => {
    if (link.state !== 'open') dropDraft(token);
  }, [token, link.state]);
  const today = { label: '看看今天要做的事', onTap: () => go({ page: 'today', token }) };
  if (link.state === 'expired' || (link.state === 'open' && !link.form)) {
    return (
      <Notice house={link} title="这个链接已经过期">
        <p>{link.message ?? `为保护您的信息，链接只在一段时间内有效${link.expires_at ? `，这个到 ${date(link.expires_at, nowMs())} 为止` : ''}。`}</p>
        <p>如果还想填写，请打电话给我们，我们会重新发一个给您。</p>
      </Notice>
    );
  }
  if (link.state === 'done') {
    return (
      <Notice house={link} title="这份问卷已经交过了" mark="good" action={today}>
        <p>{link.message ?? '您的回答我们已经收到，不用再填一次。有新的情况，请打电话告诉我们。'}</p>
      </Notice>
    );
  }
  return <Filling token={token} link={link} />;
}

function Filling({ token, link }: { token: string; link: FormLink }) {
  const fill = useFill(token, link);
  const today = { label: '看看今天要做的事', onTap: () => go({ page: 'today', token }) };
  useEffect(() => remember(token, link.expires_at, link), [token, link]);
  switch (fill.step) {
    case 'intro':
      return <Intro link={link} fill={fill} />;
    case 'ask':
      return <Asking link={link} fill={fill} />;
    case 'review':
      return <Review link={link} fill={fill} />;
    case 'waiting':
      return (
        <Notice house={link} title={fill.offline ? '网络没有连上，还没有交出去' : '正在提交'}>
          {fill.offline && <p>您的回答已存在这部手机里，一个字也不会丢。连上网络后会自动提交，请先不要关闭这个页面。</p>}
        </Notice>
      );
    case 'ended':
      return (
        <Notice house={link} title="这份问卷已经结束" action={today}>
          <p>可能已经交过，或者链接到期了。有要告诉我们的，请打电话。</p>
        </Notice>
      );
    case 'done':
      return (
        <Notice house={link} title="已经收到" mark="good" action={today}>
          <p>{fill.received?.thanks ?? link.form?.thanks ?? '谢谢您，护士会看您的回答。'}</p>
          {fill.received?.next && (
            <p className="next-step">
              <strong>下一步</strong>
              {fill.received.next}
            </p>
          )}
        </Notice>
      );
  }
}

function Intro({ link, fill }: { link: FormLink; fill: Fill }) {
  const form = link.form;
  return (
    <Frame house={link} foot={<Main label={fill.resumed ? '接着填' : '开始填写'} onTap={fill.begin} />}>
      <section className="intro">
        {link.patient?.title && <p className="hello">{link.patient.title}，您好</p>}
        <h1>{form?.title}</h1>
        {form?.intro && <p>{form.intro}</p>}
        <p className="hint">
          {fill.items.filter((item) => item.type !== 'info').length} 道题{form?.minutes ? `，大约 ${form.minutes} 分钟` : ''}
          {link.expires_at ? `，请在 ${date(link.expires_at, nowMs())} 前交` : ''}
        </p>
        {fill.resumed && <p className="note">上次填到一半，已经为您留着。</p>}
      </section>
    </Frame>
  );
}

function Asking({ link, fill }: { link: FormLink; fill: Fill }) {
  const { item } = fill;
  if (!item) return null;
  const last = fill.place === fill.items.length - 1;
  return (
    <Frame
      house={link}
      foot={
        <>
          {fill.offline && <Offline />}
          <Main label={fill.mending ? '改好了' : last ? '看一遍再交' : '下一题'} onTap={fill.next} />
          <button type="button" className="button quiet" onClick={fill.back}>
            {fill.mending ? '不改了' : '上一题'}
          </button>
        </>
      }
    >
      <Progress place={fill.place + 1} total={fill.items.length} />
      <Question key={item.id} item={item} answer={fill.answers[item.id]} complaint={fill.complaints[item.id] ?? null} onAnswer={fill.answer} onEnter={fill.next} />
    </Frame>
  );
}

function Review({ link, fill }: { link: FormLink; fill: Fill }) {
  return (
    <Frame
      house={link}
      foot={
        <>
          {fill.offline && <Offline />}
          <Main label="确认提交" onTap={fill.handIn} />
        </>
      }
    >
      <section className="review">
        <h1>请看一遍，没问题就提交</h1>
        <ul>
          {fill.items
            .filter((item) => item.type !== 'info')
            .map((item) => (
              <li key={item.id}>
                <button type="button" onClick={() => fill.jump(item.id)}>
                  <span className="asked">{item.text}</span>
                  <span className={isEmptyAnswer(fill.answers[item.id]) ? 'unsaid' : 'said'}>{inWords(item, fill.answers[item.id])}</span>
                  {fill.complaints[item.id] && <span className="complaint">{fill.complaints[item.id]}</span>}
                  <span className="change">修改</span>
                </button>
              </li>
            ))}
        </ul>
        <p className="complaint" role="alert">
          {fill.trouble}
        </p>
      </section>
    </Frame>
  );
}

function Progress({ place, total }: { place: number; total: number }) {
  return (
    <div className="progress">
      <progress value={place} max={total} aria-label="进度" />
      <span>
        第 {place} 题，共 {total} 题
      </span>
    </div>
  );
}

function Main({ label, onTap }: { label: ReactNode; onTap: () => void }) {
  return (
    <button type="button" className="button main" onClick={onTap}>
      {label}
    </button>
  );
}

function Offline() {
  return (
    <p className="offline" role="status">
      网络没有连上，您填的都存在手机里，可以接着填。
    </p>
  );
}
