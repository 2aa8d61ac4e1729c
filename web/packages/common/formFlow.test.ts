import type { FormItem } from '@nq/api';
import { describe, expect, it } from 'vitest';
import { answerProblem, raisedFlags, toggleChoice, visibleAnswers, visibleItems } from './formFlow';

const items: FormItem[] = [
  {
    id: 'pain',
    type: 'scale',
    text: '伤口疼痛几分',
    min: 0,
    max: 10,
    low_label: '不痛',
    high_label: '极痛',
    required: true,
  },
  {
    id: 'pill',
    type: 'single',
    text: '有没有用止痛药',
    options: [
      { value: 'yes', label: '用了' },
      { value: 'no', label: '没用' },
    ],
    show_if: { item: 'pain', op: 'ge', value: 4 },
  },
  { id: 'which', type: 'text', text: '用的什么药', show_if: { item: 'pill', op: 'eq', value: 'yes' } },
  { id: 'bp', type: 'bp', text: '今天的血压' },
  {
    id: 'dizzy',
    type: 'single',
    text: '有没有头晕',
    options: [],
    show_if: {
      any: [
        { item: 'bp.sbp', op: 'ge', value: 160 },
        { item: 'bp.dbp', op: 'ge', value: 100 },
      ],
    },
  },
];
const shown = (answers: Record<string, unknown>) => visibleItems(items, answers).map((i) => i.id);

describe('only the questions that concern the person are asked', () => {
  it('strong pain asks for the painkiller, little pain does not', () => {
    expect(shown({ pain: 6 })).toEqual(['pain', 'pill', 'bp']);
    expect(shown({ pain: 2 })).toEqual(['pain', 'bp']);
  });
  it('a blood pressure that is high in either part asks about dizziness', () => {
    expect(shown({ pain: 0, bp: { sbp: 150, dbp: 102 } })).toContain('dizzy');
    expect(shown({ pain: 0, bp: { sbp: 150, dbp: 92 } })).not.toContain('dizzy');
  });
  it('when pain is corrected downwards, what was said about pills is neither asked nor sent', () => {
    const answers = { pain: 1, pill: 'yes', which: '布洛芬' };
    expect(shown(answers)).toEqual(['pain', 'bp']);
    expect(visibleAnswers(items, answers)).toEqual({ pain: 1 });
  });
  it('zero pain is an answer', () => {
    expect(visibleAnswers(items, { pain: 0 })).toEqual({ pain: 0 });
    expect(answerProblem(items[0] as FormItem, 0)).toBeNull();
    expect(answerProblem(items[0] as FormItem, undefined)).not.toBeNull();
  });
});

describe('red flags are seen while the patient is still on the line', () => {
  const form = {
    code: 'f',
    version: 1,
    title: '',
    items,
    red_flags: [
      {
        id: 'high',
        when: { item: 'bp.sbp', op: 'ge', value: 180 },
        severity: 'urgent',
        task: '血压极高',
        due_hours: 1,
      },
      {
        id: 'pill',
        when: { item: 'pill', op: 'eq', value: 'yes' },
        severity: 'watch',
        task: '自行用药',
        due_hours: 24,
      },
    ],
  };
  it('raises what the answers say and nothing from a question that is hidden now', () => {
    expect(raisedFlags(form, { pain: 1, pill: 'yes', bp: { sbp: 184, dbp: 101 } }).map((f) => f.id)).toEqual(['high']);
    expect(raisedFlags(form, { pain: 6, pill: 'yes' }).map((f) => f.id)).toEqual(['pill']);
  });
});

describe('answers that cannot be right are told at once', () => {
  it('systolic below diastolic', () => {
    expect(answerProblem(items[3] as FormItem, { sbp: 80, dbp: 120 })).toContain('高压应大于低压');
    expect(answerProblem(items[3] as FormItem, { sbp: 120 })).toContain('都要填写');
  });
  it('“none of these” and the others exclude each other', () => {
    const multi = {
      id: 's',
      type: 'multi' as const,
      text: '',
      options: [
        { value: 'a', label: '' },
        { value: 'b', label: '' },
        { value: 'none', label: '', alone: true },
      ],
    };
    expect(toggleChoice(multi, ['a', 'b'], 'none')).toEqual(['none']);
    expect(toggleChoice(multi, ['none'], 'b')).toEqual(['b']);
    expect(toggleChoice(multi, ['b'], 'a')).toEqual(['a', 'b']);
  });
});
