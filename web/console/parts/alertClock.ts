// How long an alert may still wait for somebody, in words; and the words of its first act.
import type { AlertView } from '@nq/api';
import type { Tone } from './Reasons';

export interface ClockWords {
  text: string;
  tone: Tone;
}

type Timed = Pick<AlertView, 'state' | 'due_at' | 'escalated_at' | 'acknowledged_at' | 'closed_at'>;

/** `剩余 1 小时 20 分`, `已超时 35 分，已上报`; an alert taken on has no clock any more. */
export function alertClock(alert: Timed, now: number): ClockWords {
  if (alert.closed_at) return { text: '已关闭', tone: 'plain' };
  if (alert.acknowledged_at) return { text: '已接手', tone: 'teal' };
  const left = Date.parse(alert.due_at) - now;
  if (left <= 0) {
    const late = `已超时 ${span(-left)}`;
    return { text: alert.escalated_at ? `${late}，已上报科主任` : late, tone: 'red' };
  }
  return { text: `剩余 ${span(left)}`, tone: left <= 30 * 60_000 ? 'warm' : 'plain' };
}

/** Whole minutes, then hours and minutes, then days and hours. */
export function span(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / 60_000));
  if (minutes < 60) return `${minutes} 分钟`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} 小时 ${minutes % 60} 分` : `${hours} 小时`;
  const days = Math.floor(hours / 24);
  return hours % 24 ? `${days} 天 ${hours % 24} 小时` : `${days} 天`;
}

const ACTIONS: Record<string, string> = {
  nudge: '提醒患者继续测量',
  remeasure: '请患者休息后复测',
  teach: '核对测量方法并指导',
  review: '查看近期数据，评估是否需要调整',
  call_patient: '立即致电患者',
  call_emergency: '立即致电患者，必要时转急诊或拨打 120',
  ecg_task: '安排心电图',
};
export const actionWord = (code: string): string => ACTIONS[code] ?? code;

/** An alert's level as colour, shape and word. */
export function alertLevel(level: string): { shape: string; word: string; tone: Tone } {
  return level === 'red' ? { shape: '▲', word: '红色', tone: 'red' } : { shape: '◆', word: '黄色', tone: 'yellow' };
}
