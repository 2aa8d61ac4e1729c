// How times and numbers are written. Times arrive as UTC instants and are shown on the hospital's clock
// (China Standard Time, UTC+8, no summer time), whatever the zone of the machine.
import { nowMs } from './now';

const ZONE_MS = 8 * 3600_000;
const WEEK = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const DAY_MS = 86_400_000;

type When = string | number | Date | null | undefined;

interface Parts {
  year: number;
  month: number;
  day: number;
  week: string;
  time: string;
  dayNo: number;
  ms: number;
}

const two = (n: number) => String(n).padStart(2, '0');

/** A calendar day ("2026-11-21") is a day of the hospital and knows no zone; an instant is moved to its clock. */
function parts(when: When): Parts | null {
  if (when === null || when === undefined || when === '') return null;
  const isDay = typeof when === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(when);
  const ms = isDay ? Date.parse(`${when}T00:00:00Z`) - ZONE_MS : new Date(when).getTime();
  if (Number.isNaN(ms)) return null;
  const d = new Date(ms + ZONE_MS);
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth() + 1,
    day: d.getUTCDate(),
    week: WEEK[d.getUTCDay()] ?? '',
    time: `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`,
    dayNo: Math.floor((ms + ZONE_MS) / DAY_MS),
    ms,
  };
}

const dayText = (p: Parts, now: Parts | null) =>
  `${now && p.year !== now.year ? `${p.year}年` : ''}${p.month}月${p.day}日`;

/** `11月21日 周六 09:30`; the year only when it is another year. */
export function dateTime(when: When, now: When = nowMs()): string {
  const p = parts(when);
  return p ? `${dayText(p, parts(now))} ${p.week} ${p.time}` : '—';
}

/** `11月21日 周六`. */
export function date(when: When, now: When = nowMs()): string {
  const p = parts(when);
  return p ? `${dayText(p, parts(now))} ${p.week}` : '—';
}

/** `11月21日 09:30`: for dense columns. */
export function shortTime(when: When, now: When = nowMs()): string {
  const p = parts(when);
  return p ? `${dayText(p, parts(now))} ${p.time}` : '—';
}

/** `2026-11-21`: the hospital's day of an instant, for date fields and group keys. */
export function isoDay(when: When): string {
  const p = parts(when);
  return p ? `${p.year}-${two(p.month)}-${two(p.day)}` : '';
}

export function clock(when: When): string {
  return parts(when)?.time ?? '—';
}

/** Relative words only within one day (`20 分钟前`, `3 小时后`); beyond that the date itself. */
export function ago(when: When, now: When = nowMs()): string {
  const p = parts(when);
  const n = parts(now);
  if (!p || !n) return '—';
  const minutes = Math.round((p.ms - n.ms) / 60_000);
  const size = Math.abs(minutes);
  if (size < 1) return '刚刚';
  if (size < 60) return minutes < 0 ? `${size} 分钟前` : `${size} 分钟后`;
  if (size < 24 * 60) return `${Math.round(size / 60)} 小时${minutes < 0 ? '前' : '后'}`;
  return shortTime(when, now);
}

/** Whole days from now to then on the hospital's calendar: -3 is three days past. */
export function daysFrom(when: When, now: When = nowMs()): number | null {
  const p = parts(when);
  const n = parts(now);
  return p && n ? p.dayNo - n.dayNo : null;
}

/** A due day in words: 今天 · 明天 · 逾期 3 天 · 11月25日 周三. */
export function due(when: When, now: When = nowMs()): string {
  const days = daysFrom(when, now);
  if (days === null) return '—';
  if (days < 0) return `逾期 ${-days} 天`;
  if (days === 0) return '今天';
  if (days === 1) return '明天';
  return date(when, now);
}

/** When something begins whose end is not known here: what has begun is not called late. */
export function startWords(at: When, now: When = nowMs()): string {
  const days = daysFrom(at, now);
  return days !== null && days < 0 ? `${shortTime(at, now).split(' ')[0]} 起` : due(at, now);
}

/** A window in words: before it the day it opens, inside it until when, after it how late. */
export function windowDue(from: When, to: When, now: When = nowMs()): string {
  const opens = daysFrom(from, now);
  const closes = daysFrom(to ?? from, now);
  if (opens === null || closes === null) return '—';
  if (closes < 0) return `逾期 ${-closes} 天`;
  if (closes === 0) return '今天截止';
  return opens > 0 ? due(from, now) : `${shortTime(to, now).split(' ')[0]} 前`;
}

/** Age in full years; under two, in months, as children's doctors count. */
export function age(birth: When, now: When = nowMs()): string {
  const b = parts(birth);
  const n = parts(now);
  if (!b || !n || n.ms < b.ms) return '—';
  const months = (n.year - b.year) * 12 + (n.month - b.month) - (n.day < b.day ? 1 : 0);
  if (months < 1) return `${n.dayNo - b.dayNo} 天`;
  return months < 24 ? `${months} 个月` : `${Math.floor(months / 12)} 岁`;
}

/** `12,345`; a missing number is a dash, never a zero. */
export function num(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '—';
  return value.toLocaleString('zh-CN', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A share as `63.2%`; nothing to divide by is a dash. */
export function percent(part: number | null | undefined, whole = 1, digits = 1): string {
  if (part === null || part === undefined || !whole) return '—';
  return `${num((part / whole) * 100, digits)}%`;
}

/** Money arrives in fen (分). */
export function yuan(fen: number | null | undefined): string {
  return fen === null || fen === undefined ? '—' : `¥${num(fen / 100, 2)}`;
}

/** 上午好 / 下午好 / 晚上好 by the hospital's clock. */
export function greeting(now: When): string {
  const hour = Number(clock(now).slice(0, 2));
  if (hour < 11) return '上午好';
  if (hour < 13) return '中午好';
  return hour < 18 ? '下午好' : '晚上好';
}
