import type { AudienceLook, Part } from '@nq/api';
import { isoDay, nowMs, num, riskLook, shortTime } from '@nq/common';
import { DatePicker, Select, Slider, Tooltip } from 'antd';
import dayjs from 'dayjs';
import { Bars } from '../../parts/Bars';
import { ErrorState } from '../../parts/ErrorState';
import type { Look } from '../../parts/rule/useLook';
import { useVocabulary } from '../../parts/rule/useVocabulary';
import type { Asked } from './asked';
import './segments.css';

interface Props {
  found: Look;
  asked: Asked;
  ask: (part: Partial<Asked>) => void;
  /** The segment being edited: not compared with itself. */
  own?: string | undefined;
}

/** How many the rule means now or on a past day, what they are made of, who overlaps, who was left out and why. */
export function LiveLook({ found, asked, ask, own }: Props) {
  const words = useVocabulary();
  const { look } = found;
  return (
    <section className="card seg-live" aria-label="实时人数">
      <div className="body stack tight">
        <div aria-live="polite" style={{ opacity: found.waiting && look ? 0.55 : 1 }}>
          <Size look={look} />
        </div>
        {found.holes > 0 && <p className="warm">还有 {found.holes} 处没有填完，填完后继续计算。</p>}
        {look && look.errors.length > 0 && <p className="bad">{look.errors.length} 处条件有误，见左侧。</p>}
        {found.error && <ErrorState error={found.error} retry={() => void found.refetch()} />}
        <AsOf day={asked.asOf} change={(asOf) => ask({ asOf })} />
        <Select
          size="small"
          allowClear
          value={asked.purpose}
          placeholder="用途（按授权计算）"
          aria-label="用途"
          options={words.list('purposes')}
          onChange={(purpose: string | undefined) => ask({ purpose: purpose ?? null })}
          style={{ width: '100%' }}
        />
        {look && look.size !== null && (
          <>
            <LeftOut look={look} />
            <div className="seg-parts" hidden={look.size === 0}>
              <Bars title="年龄" parts={named(look.composition.age)} />
              <Bars title="性别" parts={named(look.composition.sex)} />
              <Bars title="风险" parts={graded(look.composition.grade)} />
              <Bars title="RFM" parts={ordered(look.composition.rfm)} />
            </div>
          </>
        )}
        <h3>与其他人群重叠</h3>
        <Select
          size="small"
          mode="multiple"
          maxCount={20}
          value={asked.compare}
          placeholder="选择要比较的人群"
          aria-label="比较的人群"
          optionFilterProp="label"
          options={words.list('segments').filter((one) => one.value !== own)}
          onChange={(compare) => ask({ compare })}
          style={{ width: '100%' }}
        />
        {look?.overlap.map((other) => (
          <div key={other.segment_id} className="small">
            <div className="row between">
              <span className="strong">{other.name}</span>
              <span>
                重叠 {num(other.both)} / {num(other.size)}
                <span className="unit">人</span>
              </span>
            </div>
            <div className="seg-overlap">
              <i style={{ width: `${other.size > 0 ? (other.both / other.size) * 100 : 0}%` }} />
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}

const QUADRANTS = ['core', 'potential', 'ordinary', 'drifting'];
const there = (parts: Part[]) => parts.filter((part) => part.count > 0);
const named = (parts: Part[]) => there(parts).map((part) => ({ name: part.label, count: part.count }));
const graded = (parts: Part[]) => there(parts).map((part) => ({ name: riskLook(part.code).word, count: part.count }));
const ordered = (parts: Part[]) =>
  named([...parts].sort((a, b) => QUADRANTS.indexOf(a.code) - QUADRANTS.indexOf(b.code)));

function Size({ look }: { look: AudienceLook | undefined }) {
  if (!look || look.size === null) return <span className="seg-size soft">{look ? '—' : '…'}</span>;
  return (
    <div className="row between">
      <span className="nowrap">
        <span className="seg-size">{num(look.size)}</span>
        <span className="unit">人，共 {num(look.of)} 人</span>
      </span>
      <Tooltip title={`数据更新到 ${shortTime(look.fresh_at)}${look.cost ? `；${look.cost}` : ''}`}>
        <span className="soft small">{num(look.took_ms, look.took_ms < 10 ? 1 : 0)} 毫秒</span>
      </Tooltip>
    </div>
  );
}

/** Who was not counted, and who could not be judged. */
function LeftOut({ look }: { look: AudienceLook }) {
  if (look.left_out.length === 0 && look.unknown.count === 0) return null;
  return (
    <ul className="small soft">
      {look.left_out.map((out) => (
        <li key={out.code}>
          未计入 {num(out.count)} 人：{out.why}
        </li>
      ))}
      {look.unknown.count > 0 && (
        <li>
          无法判断 {num(look.unknown.count)} 人{look.unknown.why.length > 0 && `：${look.unknown.why.join('；')}`}
        </li>
      )}
    </ul>
  );
}

const YEAR = 365;

/** 截至日期: a slider over the last year, any other day by the calendar. */
function AsOf({ day, change }: { day: string | null; change: (day: string | null) => void }) {
  const today = dayjs(isoDay(nowMs()));
  const back = day ? dayjs(day).diff(today, 'day') : 0;
  const set = (days: number) => change(days >= 0 ? null : today.add(days, 'day').format('YYYY-MM-DD'));
  return (
    <div>
      <div className="row between">
        <span>截至日期</span>
        <DatePicker
          size="small"
          value={day ? dayjs(day) : today}
          maxDate={today}
          allowClear={false}
          onChange={(next) => set(next ? next.diff(today, 'day') : 0)}
          style={{ width: 128 }}
        />
      </div>
      <Slider
        min={-YEAR}
        max={0}
        value={Math.max(-YEAR, back)}
        onChange={set}
        tooltip={{ formatter: (days) => (days ? `${-days} 天前` : '现在') }}
        ariaLabelForHandle="截至日期，天"
        style={{ margin: '6px 6px 2px' }}
      />
    </div>
  );
}
