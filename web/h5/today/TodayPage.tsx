// 今天: what to do now, what comes next, the last readings, what we wrote.
import { date, dateTime, due, greeting, nowMs } from '@nq/common';
import { Frame } from '../shell/Frame';
import { Loaded, useAsked } from '../shell/Loaded';
import { go, readPlace } from '../shell/place';
import { type Today, pressuresTogether, readToday } from './api';

export function TodayPage({ token }: { token: string }) {
  const [state, again] = useAsked(() => readToday(token), [token]);
  return (
    <Loaded state={state} again={again}>
      {(today) => <Page token={token} today={today} />}
    </Loaded>
  );
}

function Page({ token, today }: { token: string; today: Today }) {
  const measure = (
    <>
      <button type="button" className="button main" onClick={() => go({ page: 'pressure', token })}>
        记一次血压
      </button>
      <button type="button" className="button quiet" onClick={() => go({ page: 'measure', token })}>
        记血糖、体重、心率
      </button>
    </>
  );
  return (
    <Frame house={today} foot={measure}>
      <section className="today">
        <p className="soft">{date(nowMs())}</p>
        <h1>
          {today.patient?.title ? `${today.patient.title}，` : ''}
          {greeting(nowMs())}
        </h1>
        <ToDo today={today} />
        {today.next_due && (
          <>
            <h2>下一次</h2>
            <p className="card">
              <strong>{today.next_due.title}</strong>
              <span className="soft">{due(today.next_due.at, nowMs())}</span>
            </p>
          </>
        )}
        <Readings today={today} />
        <Messages token={token} today={today} />
      </section>
    </Frame>
  );
}

function ToDo({ today }: { today: Today }) {
  return (
    <>
      <h2>现在要做的事</h2>
      {today.todo.length === 0 && <p className="card">今天没有要做的事。血压量好了，可以随时记在下面。</p>}
      {today.todo.map((thing) => (
        <p key={`${thing.kind}${thing.title}${thing.link}`} className="card waits">
          <strong>{thing.title}</strong>
          {thing.link && (
            <a className="button small" href={thing.link} onClick={(event) => openHere(event, thing.link)}>
              去填写
            </a>
          )}
        </p>
      ))}
    </>
  );
}

/** A link to one of our own pages opens without leaving this one, whatever name of the house stands in it. */
function openHere(event: { preventDefault: () => void }, link: string | null): void {
  if (!link) return;
  const url = new URL(link, location.href);
  const place = readPlace(url);
  if (place.page === 'start') return;
  event.preventDefault();
  go(place);
}

function Readings({ today }: { today: Today }) {
  const known = pressuresTogether(today.readings);
  if (known.length === 0) return null;
  return (
    <>
      <h2>最近的测量</h2>
      <ul className="card readings">
        {known.map(({ metric, name, unit, latest }) => (
          <li key={metric}>
            <span>{name}</span>
            <span className="figure">
              {latest?.value_text} <small>{unit}</small>
            </span>
            <span className="soft">{dateTime(latest?.at, nowMs())}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Messages({ token, today }: { token: string; today: Today }) {
  if (today.messages.length === 0) return null;
  return (
    <>
      <h2>我们发给您的</h2>
      {today.messages.map((message) => (
        <div key={message.id} className="card message">
          <span className="soft">{dateTime(message.at, nowMs())}</span>
          <p>{message.text}</p>
          <button type="button" className="link" onClick={() => go({ page: 'why', token, message: message.id })}>
            为什么收到这条
          </button>
        </div>
      ))}
    </>
  );
}
