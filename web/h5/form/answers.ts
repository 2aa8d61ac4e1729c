// Answers as they are typed, and as they are sent: the page keeps the letters of a number field until it is left.
import type { Answers, FormItem } from '@nq/api';
import { isEmptyAnswer, visibleAnswers, visibleItems } from '@nq/common';

/** A pair while it is typed. */
export interface TypedPressure {
  sbp?: string | number;
  dbp?: string | number;
}

const isNumber = (raw: unknown) => /^\d+(\.\d+)?$/.test(halfWidth(raw));

/** Chinese keyboards may give full-width digits and points. */
export const halfWidth = (raw: unknown) =>
  String(raw ?? '')
    .trim()
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[。．]/g, '.');

/** Numbers as numbers; what is not a number stays as it was typed, for the server to refuse with a sentence. */
function settled(item: FormItem, answer: unknown): unknown {
  const number = (raw: unknown) => (isNumber(raw) ? Number(halfWidth(raw)) : raw);
  if (item.type === 'number') return number(answer);
  if (item.type === 'bp') {
    const { sbp, dbp } = answer as TypedPressure;
    return { sbp: number(sbp), dbp: number(dbp) };
  }
  return typeof answer === 'string' ? answer.trim() : answer;
}

export function settle(items: readonly FormItem[], typed: Answers): Answers {
  const given = items.filter((item) => !isEmptyAnswer(typed[item.id]));
  return Object.fromEntries(given.map((item) => [item.id, settled(item, typed[item.id])]));
}

/** The questions shown, judged by what has been typed so far. */
export const shownItems = (items: readonly FormItem[], typed: Answers) => visibleItems(items, settle(items, typed));

/** What the server gets. */
export const toSend = (items: readonly FormItem[], typed: Answers) => visibleAnswers(items, settle(items, typed));
