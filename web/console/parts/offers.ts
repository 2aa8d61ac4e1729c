// What the record already knows of a form. It is offered beside the question and taken over by a click, never filed
// unasked: yesterday's pressure is not today's.
import type { Answers, FormDef, FormItem } from '@nq/api';
import { isEmptyAnswer, shortTime, unitWord } from '@nq/common';

export interface Prefill {
  answers: Answers;
  sources: { item: string; source: string; at: string }[];
}

export interface Offer {
  value: unknown;
  /** `152 mmHg · 患者自测 11月20日 08:10`. */
  words: string;
}

/** The offers by question; a value the form does not know is not offered. */
export function offersOf(form: FormDef, prefill: Prefill | null | undefined, now: number): Record<string, Offer> {
  if (!prefill) return {};
  return Object.fromEntries(
    form.items.flatMap((item): [string, Offer][] => {
      const value = prefill.answers[item.id];
      const said = isEmptyAnswer(value) ? null : valueWords(item, value);
      if (said === null) return [];
      const from = prefill.sources.find((one) => one.item === item.id);
      // 今天 and 本人 say all by themselves.
      const when = from && !['今天', '本人'].includes(from.source) ? ` · ${from.source} ${shortTime(from.at, now)}` : '';
      return [[item.id, { value, words: said + when }]];
    }),
  );
}

/** The answers with every offer in a question that is still empty. */
export function takeAll(answers: Answers, offers: Record<string, Offer>): Answers {
  const taken = Object.entries(offers).filter(([id]) => isEmptyAnswer(answers[id]));
  return { ...answers, ...Object.fromEntries(taken.map(([id, offer]) => [id, offer.value])) };
}

function valueWords(item: FormItem, value: unknown): string | null {
  switch (item.type) {
    case 'single':
      return item.options.find((one) => one.value === value)?.label ?? null;
    case 'multi': {
      const chosen = Array.isArray(value) ? item.options.filter((one) => value.includes(one.value)) : [];
      return chosen.length > 0 ? chosen.map((one) => one.label).join('、') : null;
    }
    case 'number':
    case 'scale':
      return `${String(value)} ${item.type === 'number' ? unitWord(item.unit) : ''}`.trim();
    case 'bp': {
      const { sbp, dbp } = value as { sbp?: number; dbp?: number };
      return `${sbp ?? '—'}/${dbp ?? '—'} mmHg`;
    }
    case 'info':
      return null;
    default:
      return String(value);
  }
}
