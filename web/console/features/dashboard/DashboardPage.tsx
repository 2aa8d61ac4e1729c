import { api } from '@nq/api';
import type { Dashboard, DashboardNumber } from '@nq/api';
import { dateTime, isoDay, nowMs, num, riskLook } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { DatePicker, Popover } from 'antd';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Empty } from '../../parts/Empty';
import { useListState } from '../../parts/listState';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { mayOpen, useSession } from '../../session';
import './dashboard.css';

const DAY_MS = 86_400_000;

/** 总览: numbers with their formula; each opens the people behind it. */
export default function DashboardPage() {
  const list = useListState();
  // Who sees totals need not see people.
  const rows = mayOpen(useSession(), 'patients');
  const from = list.values.from ?? isoDay(nowMs() - 30 * DAY_MS);
  const to = list.values.to ?? isoDay(nowMs());
  const query = useQuery({
    queryKey: ['dashboard', from, to],
    queryFn: () => api.get<Dashboard>('/api/dashboard', { from, to }),
  });
  return (
    <div className="page">
      <PageHead
        title="总览"
        note={
          query.data ? `截至 ${dateTime(query.data.as_of)}。每个数字都能点到人，公式在“?”里。` : '每个数字都能点到人。'
        }
      >
        <DatePicker.RangePicker
          allowClear={false}
          value={[dayjs(from), dayjs(to)]}
          format="M月D日"
          onChange={(days) =>
            list.set({ from: days?.[0]?.format('YYYY-MM-DD') ?? null, to: days?.[1]?.format('YYYY-MM-DD') ?? null })
          }
        />
      </PageHead>
      <Loaded query={query}>
        {(data) => (
          <div className="stack">
            <Grades data={data} rows={rows} />
            {data.numbers.length === 0 ? (
              <div className="card">
                <Empty text="这一时段没有数据。" />
              </div>
            ) : (
              <div className="numbers">
                {data.numbers.map((one) => (
                  <Tile key={one.key} one={one} span={`from=${from}&to=${to}`} rows={rows} />
                ))}
              </div>
            )}
          </div>
        )}
      </Loaded>
    </div>
  );
}

function Tile({ one, span, rows }: { one: DashboardNumber; span: string; rows: boolean }) {
  const to = (part: string, words: ReactNode, className?: string) =>
    rows ? (
      <Link to={`/dashboard/${one.key}?part=${part}&${span}`} className={className}>
        {words}
      </Link>
    ) : (
      <span className={className}>{words}</span>
    );
  const share = one.unit === 'percent' && one.denominator > 0;
  return (
    <article className="card number">
      <div className="row">
        <span className="soft grow">{one.name}</span>
        <Formula one={one} />
      </div>
      {to('numerator', one.text, `number-value${one.value === null ? ' none' : ''}`)}
      <p className="small soft row" style={{ gap: 10 }}>
        {share && (
          <span>
            {to('numerator', num(one.numerator))} ÷ {to('denominator', num(one.denominator))}
          </span>
        )}
        {one.missing > 0 && <span>缺资料 {to('missing', num(one.missing))} 人</span>}
        {!share && one.missing === 0 && '　'}
      </p>
    </article>
  );
}

function Formula({ one }: { one: DashboardNumber }) {
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div style={{ width: 300 }}>
          <h3>{one.name}</h3>
          <p>{one.formula}</p>
          {one.exclusions && <p className="soft small">不计入：{one.exclusions}</p>}
        </div>
      }
    >
      <button type="button" className="why" aria-label={`${one.name} 的公式`}>
        ?
      </button>
    </Popover>
  );
}

function Grades({ data, rows }: { data: Dashboard; rows: boolean }) {
  const total = data.grades.reduce((sum, one) => sum + one.count, 0);
  if (total === 0) return null;
  return (
    <section className="card" style={{ padding: '12px 16px' }}>
      <div className="row between">
        <h2>风险分布</h2>
        <span className="soft">共 {num(total)} 人</span>
      </div>
      <div
        className="grade-bar"
        role="img"
        aria-label={data.grades.map((one) => `${one.name} ${one.count} 人`).join('，')}
      >
        {data.grades
          .filter((one) => one.count > 0)
          .map((one) => (
            <i
              key={one.name}
              style={{ flexGrow: one.count, background: one.grade === 'none' ? '#B5C1C5' : riskLook(one.grade).ink }}
            />
          ))}
      </div>
      <div className="row wrap" style={{ gap: 24 }}>
        {data.grades.map((one) => {
          const look = riskLook(one.grade);
          const words = (
            <>
              {look.shape} {look.word} <b>{num(one.count)}</b>
              <span className="unit">人</span>
            </>
          );
          return rows ? (
            <Link key={one.name} to={`/dashboard/grades?grade=${one.grade}`} style={{ color: look.ink }}>
              {words}
            </Link>
          ) : (
            <span key={one.name} style={{ color: look.ink }}>
              {words}
            </span>
          );
        })}
      </div>
    </section>
  );
}
