// A first look at an answer on the phone: is something there, is it a number, does it lie in the range of the form?
// Everything else, and the last word, is the server's.
import type { FormItem } from '@nq/api';
import { isEmptyAnswer } from '@nq/common';
import { type TypedPressure, halfWidth } from './answers';

/** What should be mended, as a sentence; nothing when the answer may stand. */
export function complaint(item: FormItem, answer: unknown): string | null {
  if (item.type === 'info') return null;
  if (isEmptyAnswer(answer)) return item.required ? missing(item) : null;
  if (item.type === 'bp') return pair(answer as TypedPressure);
  return item.type === 'number' ? within(item, halfWidth(answer)) : null;
}

function missing(item: FormItem): string {
  switch (item.type) {
    case 'single':
      return '请选一个最符合的。';
    case 'multi':
      return '请至少选一个。';
    case 'scale':
      return '请点一个数字。';
    case 'bp':
      return '请填写高压和低压两个数字。';
    case 'date':
      return '请选一个日期。';
    default:
      return '这道题还没有填。';
  }
}

function pair({ sbp, dbp }: TypedPressure): string | null {
  const both = [halfWidth(sbp), halfWidth(dbp)];
  if (both.includes('')) return '请填写高压和低压两个数字。';
  if (!both.every((one) => /^\d{2,3}$/.test(one))) return '血压请填两位或三位数字，例如高压 138、低压 86。';
  return Number(both[0]) <= Number(both[1]) ? '高压应当比低压大，请看看两个数是不是填反了。' : null;
}

function within(item: FormItem & { type: 'number' }, text: string): string | null {
  if (!/^\d+(\.\d+)?$/.test(text)) return '请只填数字，例如 6.5。';
  const value = Number(text);
  if (value < item.min || value > item.max) return `请填 ${item.min} 到 ${item.max} 之间的数字，单位是 ${item.unit}。`;
  const digits = text.split('.')[1]?.length ?? 0;
  return digits > (item.decimals ?? 0) ? (item.decimals ? `小数点后最多 ${item.decimals} 位。` : '请填整数。') : null;
}

/** The answer in words, for reading over before sending. */
export function inWords(item: FormItem, answer: unknown): string {
  if (isEmptyAnswer(answer)) return '未填写';
  switch (item.type) {
    case 'single':
    case 'multi': {
      const chosen = Array.isArray(answer) ? answer : [answer];
      return item.options.filter((option) => chosen.includes(option.value)).map((option) => option.label).join('、');
    }
    case 'bp': {
      const { sbp, dbp } = answer as TypedPressure;
      return `${sbp ?? '—'}/${dbp ?? '—'} mmHg`;
    }
    case 'number':
      return `${String(answer)} ${item.unit}`.trim();
    case 'scale':
      return `${String(answer)} 分（${item.min}–${item.max}）`;
    case 'date':
      return String(answer).replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1年$2月$3日');
    default:
      return String(answer);
  }
}
