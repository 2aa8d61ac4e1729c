// How the results of one person are put in order and into words; knows no component.
import type { ScoreItem, ScoreView, ScoreWord } from '@nq/api';
import { num, riskRank } from '@nq/common';

export interface ScoreFamily {
  family: string;
  /** Results, the gravest first; then what still lacks a value. */
  shown: ScoreItem[];
  /** Those that are not for this person. */
  folded: ScoreItem[];
}

/** By family in the order of the server; what does not apply stands apart, so that the list stays short. */
export function familiesOf(items: ScoreItem[]): ScoreFamily[] {
  const families = new Map<string, ScoreFamily>();
  for (const item of items) {
    const family = families.get(item.family) ?? { family: item.family, shown: [], folded: [] };
    (item.status === 'not_applicable' ? family.folded : family.shown).push(item);
    families.set(item.family, family);
  }
  const weight = (item: ScoreItem) => (item.status === 'done' ? 10 + riskRank(levelOf(item)) : 0);
  return [...families.values()].map((one) => ({
    ...one,
    shown: [...one.shown].sort((a, b) => weight(b) - weight(a)),
  }));
}

/** The colour that holds: the doctor's word stands above the model's. */
export function levelOf(item: ScoreItem): string {
  return item.override?.level ?? item.latest?.level ?? 'none';
}

/** The class that holds. */
export function labelOf(item: ScoreItem): string | null {
  return item.override?.category_label ?? item.latest?.category_label ?? null;
}

/** At most two digits behind the point and no empty ones; the unrounded value stays on the server. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '—';
  return num(value, 2).replace(/\.?0+$/, '');
}

/** `10.06%` closed up, `87 mL/min` apart. */
export function withUnit(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) return '—';
  return unit === '%' || unit === '' ? `${figure(value)}${unit}` : `${figure(value)} ${unit}`;
}

/** A change as a person says it: percentages differ by 个百分点. */
export function changeWords(change: number, unit: string): string {
  const size = figure(Math.abs(change));
  if (size === '0') return '没有变化';
  return `${change < 0 ? '降低' : '升高'} ${size}${unit === '%' ? ' 个百分点' : unit ? ` ${unit}` : ''}`;
}

/** Where the inputs of a result came from, each source once, in the order of use. */
export function sourcesOf(view: ScoreView | null): string[] {
  return [...new Set((view?.inputs ?? []).filter((one) => !one.assumed && one.source).map((one) => one.source))];
}

/** What led to a result. */
export function causeWord(cause: string): string {
  const words: Record<string, string> = { run: '手动评估', rules: '规则更新后重算' };
  return words[cause] ?? '资料变化后自动评估';
}

export function wordSentence(word: ScoreWord, unit: string): string {
  const said = [word.category_label, word.value === null ? null : withUnit(word.value, unit)].filter(Boolean).join('，');
  return `${word.by}调整为 ${said}：${word.reason}`;
}
