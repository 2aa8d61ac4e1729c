// Which questions of a form a person sees, given the answers so far: the same one pass as the server's `form::branch`.
// A branch only looks back; the answer of a hidden question counts as not given.
import type { Answers, FormCondition, FormDef, FormItem } from '@nq/api';

export function isEmptyAnswer(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object')
    return Object.values(value).every((part) => part === undefined || part === null || part === '');
  return false;
}

export function visibleItems(items: readonly FormItem[], answers: Answers): FormItem[] {
  const seen: Answers = {};
  return items.filter((item) => {
    if (item.show_if && !holds(item.show_if, seen)) return false;
    if (!isEmptyAnswer(answers[item.id])) seen[item.id] = answers[item.id];
    return true;
  });
}

/** The answers of the questions shown; what was typed into a question that is hidden now is not sent. */
export function visibleAnswers(items: readonly FormItem[], answers: Answers): Answers {
  const shown = visibleItems(items, answers).filter((item) => !isEmptyAnswer(answers[item.id]));
  return Object.fromEntries(shown.map((item) => [item.id, answers[item.id]]));
}

export function holds(condition: FormCondition, answers: Answers): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, answers));
  if ('any' in condition) return condition.any.some((part) => holds(part, answers));
  const [id, part] = condition.item.split('.') as [string, string | undefined];
  const given = answers[id];
  if (isEmptyAnswer(given)) return condition.op === 'empty';
  const value = part && typeof given === 'object' ? (given as Record<string, unknown>)[part] : given;
  return compare(condition.op, value, condition.value);
}

function compare(op: string, value: unknown, limit: unknown): boolean {
  const list = Array.isArray(limit) ? limit : [];
  const chosen = Array.isArray(value) ? value : [];
  switch (op) {
    case 'answered':
      return true;
    case 'eq':
      return same(value, limit);
    case 'ne':
      return !same(value, limit);
    case 'in':
      return list.some((one) => same(value, one));
    case 'has':
      return chosen.includes(limit);
    case 'has_any':
      return list.some((one) => chosen.includes(one));
    case 'lt':
      return ordered(value, limit, (a, b) => a < b);
    case 'le':
      return ordered(value, limit, (a, b) => a <= b);
    case 'gt':
      return ordered(value, limit, (a, b) => a > b);
    case 'ge':
      return ordered(value, limit, (a, b) => a >= b);
    default:
      return false;
  }
}

function same(value: unknown, limit: unknown): boolean {
  if (!Array.isArray(value)) return value === limit;
  const list = Array.isArray(limit) ? limit : [limit];
  return list.length === value.length && list.every((one) => value.includes(one));
}

function ordered(value: unknown, limit: unknown, test: (a: number | string, b: number | string) => boolean): boolean {
  if (typeof value === 'number' && typeof limit === 'number') return test(value, limit);
  return typeof value === 'string' && typeof limit === 'string' && test(value, limit);
}

/** The findings the answers raise so far, so that the caller sees them while the patient is still on the line. */
export function raisedFlags(form: FormDef, answers: Answers): NonNullable<FormDef['red_flags']> {
  const given = visibleAnswers(form.items, answers);
  return (form.red_flags ?? []).filter((flag) => holds(flag.when, given));
}

/** Choosing an option of a multiple choice: 以上都没有 clears the others, and any other clears it. */
export function toggleChoice(item: FormItem & { type: 'multi' }, chosen: readonly string[], value: string): string[] {
  if (chosen.includes(value)) return chosen.filter((one) => one !== value);
  const alone = new Set(item.options.filter((option) => option.alone).map((option) => option.value));
  if (alone.has(value)) return [value];
  const next = new Set([...chosen.filter((one) => !alone.has(one)), value]);
  return item.options.map((option) => option.value).filter((one) => next.has(one));
}

/** What is wrong with one answer, as a sentence, or null. The server checks again; this spares a round trip. */
export function answerProblem(item: FormItem, value: unknown): string | null {
  if (item.type === 'info') return null;
  if (isEmptyAnswer(value)) return item.required ? '请作答后继续。' : null;
  if (item.type === 'number' && typeof value === 'number' && (value < item.min || value > item.max)) {
    return `请填写 ${item.min} 到 ${item.max} 之间的数。`;
  }
  if (item.type === 'bp') {
    const { sbp, dbp } = value as { sbp?: number; dbp?: number };
    if (!sbp || !dbp) return '高压和低压都要填写。';
    if (sbp <= dbp) return '高压应大于低压，请核对。';
  }
  return null;
}
