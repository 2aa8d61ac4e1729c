import type { ModelInput, ScoreInput, ScoreItem, ScoreLever, ScoreView, ScoreWord } from '@nq/api';
import { describe, expect, it } from 'vitest';
import { allAtTarget, leversOf, targetOf, triedInputs } from './levers';
import { changeWords, familiesOf, labelOf, levelOf, sourcesOf, withUnit } from './scoreGroups';
import { bars } from './Shares';
import { askedFirst, typedInputs } from './typedInputs';

const item = (model: string, status: string, level: string | null, over: Partial<ScoreItem> = {}): ScoreItem => ({
  model,
  name: model,
  family: '心血管风险',
  verification: '已核实',
  status,
  latest: level ? ({ level, category_label: `级${level}`, inputs: [] } as unknown as ScoreView) : null,
  override: null,
  missing: [],
  reason: null,
  refused: [],
  filled: [],
  ...over,
});
const input = (code: string, value: unknown, unit = ''): ScoreInput =>
  ({ code, name: code, value, unit, shown: '', at: null, source: '检验系统', record_id: null, assumed: false });
const lever = (code: string, label: string): ScoreLever => ({ code, label, value: 7, change: -3, category: '中危' });
const asked = (code: string, kind: string, units: string[] = []): ModelInput =>
  ({ code, name: code, kind, units, choices: [], low: null, high: null, metric: null, what_to_measure: '' });

describe('the list of results', () => {
  it('keeps families in the order of the server, the gravest first, and folds what does not apply', () => {
    const families = familiesOf([
      item('a', 'incomplete', null),
      item('b', 'done', 'green'),
      item('c', 'not_applicable', null),
      item('d', 'done', 'red'),
      item('k', 'done', 'none', { family: '肾脏' }),
    ]);
    expect(families.map((one) => one.family)).toEqual(['心血管风险', '肾脏']);
    expect(families[0]?.shown.map((one) => one.model)).toEqual(['d', 'b', 'a']);
    expect(families[0]?.folded.map((one) => one.model)).toEqual(['c']);
  });
  it("puts the doctor's word above the model, also for the colour", () => {
    const word = { level: 'red', category_label: '高危', value: null } as unknown as ScoreWord;
    const one = item('a', 'done', 'green', { override: word });
    expect([levelOf(one), labelOf(one)]).toEqual(['red', '高危']);
    expect(levelOf(item('b', 'done', null))).toBe('none');
  });
  it('writes values as a ward does: two digits, no empty ones, a dash for nothing', () => {
    expect(withUnit(10.0567, '%')).toBe('10.06%');
    expect(withUnit(100, 'mL/min/1.73m²')).toBe('100 mL/min/1.73m²');
    expect(withUnit(0.5, '')).toBe('0.5');
    expect(withUnit(null, '%')).toBe('—');
    expect(changeWords(-3.214, '%')).toBe('降低 3.21 个百分点');
    expect(changeWords(2, '分')).toBe('升高 2 分');
    expect(changeWords(-0.001, '%')).toBe('没有变化');
  });
  it('names every source once and leaves what is only inferred out', () => {
    const inputs = [input('a', 1), input('b', 2), { ...input('c', false), source: '推定', assumed: true }];
    expect(sourcesOf({ inputs } as unknown as ScoreView)).toEqual(['检验系统']);
  });
});

describe('what if', () => {
  it('reads the target in the unit of the record, and for women where the words have one', () => {
    expect(targetOf('收缩压降到 130 mmHg', 'mm[Hg]', false)).toBe(130);
    expect(targetOf('总胆固醇降到 5.2 mmol/L（200 mg/dL）', 'mg/dL', false)).toBe(200);
    expect(targetOf('总胆固醇降到 5.2 mmol/L（200 mg/dL）', 'mmol/L', false)).toBe(5.2);
    expect(targetOf('BMI 降到 23.9', 'kg/m2', true)).toBe(23.9);
    expect(targetOf('腰围降到 84 cm（女 79 cm）', 'cm', true)).toBe(79);
    expect(targetOf('腰围降到 84 cm（女 79 cm）', 'cm', false)).toBe(84);
    expect(targetOf('总胆固醇降到 5.2 mmol/L', 'mg/dL', false)).toBeNull();
  });
  it('offers a control only for what the model rewards and the record knows', () => {
    const filled = [input('sbp', 152, 'mm[Hg]'), input('smoker', true), input('waist', 92, 'cm')];
    const levers = leversOf(
      [lever('stop_smoking', '戒烟'), lever('sbp_130', '收缩压降到 130 mmHg'), lever('tc_5_2', '总胆固醇降到 5.2 mmol/L')],
      filled,
    );
    expect(levers.map((one) => [one.code, one.kind])).toEqual([
      ['stop_smoking', 'switch'],
      ['sbp_130', 'slider'],
    ]);
    expect(levers[1]).toMatchObject({ now: 152, target: 130, step: 1, unit: 'mm[Hg]' });
  });
  it('sends only what was moved', () => {
    const levers = leversOf(
      [lever('stop_smoking', '戒烟'), lever('sbp_130', '收缩压降到 130 mmHg')],
      [input('sbp', 152, 'mm[Hg]'), input('smoker', true)],
    );
    expect(triedInputs(levers, {})).toEqual({});
    expect(triedInputs(levers, { stop_smoking: false, sbp_130: 152 })).toEqual({});
    expect(triedInputs(levers, allAtTarget(levers))).toEqual({
      smoker: false,
      sbp: { value: 130, unit: 'mm[Hg]' },
    });
  });
});

describe('the shares', () => {
  it('stand by size whatever their sign; steps and nothings draw no bar', () => {
    const share = (code: string, amount: number | null) => ({ code, name: code, amount });
    const drawn = bars([share('a', 0.7), share('step', null), share('b', -5.9), share('zero', 0.001)]);
    expect(drawn.map((one) => one.code)).toEqual(['b', 'a']);
  });
});

describe('values by hand', () => {
  const inputs = [asked('age', 'number'), asked('tc', 'number', ['mmol/L', 'mg/dL']), asked('smoker', 'bool'), asked('items', 'number_map')];
  it('sends numbers with their unit, a plain no as an answer, and nothing for an empty field', () => {
    expect(
      typedInputs(inputs, { age: { value: 60 }, tc: { value: 210, unit: 'mg/dL' }, smoker: { value: false } }),
    ).toEqual({ age: 60, tc: { value: 210, unit: 'mg/dL' }, smoker: false });
    // No unit chosen: not guessed, the server asks for it.
    expect(typedInputs(inputs, { tc: { value: 5.2 }, age: { value: null } })).toEqual({ tc: 5.2 });
    expect(typedInputs([asked('sbp', 'number', ['mmHg'])], { sbp: { value: 138 } })).toEqual({
      sbp: { value: 138, unit: 'mmHg' },
    });
  });
  it('asks first for what is missing and not at all for what only a questionnaire gives', () => {
    expect(askedFirst(inputs, ['smoker']).map((one) => one.code)).toEqual(['smoker', 'age', 'tc']);
  });
});
