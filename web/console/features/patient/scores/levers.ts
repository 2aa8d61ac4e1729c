// Which control belongs to a change the model can reward: a switch for a habit, a slider for a value. Only what the
// server lists is offered: a change the model cannot reward (waist of men in China-PAR) must not look useless.
import type { ScoreInput, ScoreLever } from '@nq/api';

export type Lever =
  | { kind: 'switch'; code: string; label: string; input: string; to: boolean; lever: ScoreLever }
  | {
      kind: 'slider';
      code: string;
      label: string;
      input: string;
      unit: string;
      now: number;
      target: number;
      step: number;
      lever: ScoreLever;
    };

const SWITCHES: Record<string, { input: string; to: boolean }> = {
  stop_smoking: { input: 'smoker', to: false },
  active: { input: 'physically_active', to: true },
  vegetables: { input: 'daily_vegetables_fruit', to: true },
};

/** The controls for these levers on these inputs; a lever whose input is not known here has none. */
export function leversOf(whatIf: ScoreLever[], filled: ScoreInput[]): Lever[] {
  return whatIf.flatMap((lever): Lever[] => {
    const flip = SWITCHES[lever.code];
    if (flip) return [{ kind: 'switch', code: lever.code, label: lever.label, ...flip, lever }];
    const input = filled.find((one) => lever.code.startsWith(`${one.code}_`) && typeof one.value === 'number');
    const sex = filled.find((one) => one.code === 'sex')?.value;
    const target = input ? targetOf(lever.label, input.unit, sex === 'female') : null;
    if (!input || target === null || typeof input.value !== 'number' || target >= input.value) return [];
    const step = [target, input.value].every(Number.isInteger) && input.value > 30 ? 1 : 0.1;
    const { code, unit, value: now } = input;
    return [{ kind: 'slider', code: lever.code, label: lever.label, input: code, unit, now, target, step, lever }];
  });
}

/** The number in the words of a lever, in the unit of the record: `降到 5.2 mmol/L（200 mg/dL）`, `84 cm（女 79 cm）`. */
export function targetOf(label: string, unit: string, woman: boolean): number | null {
  const forWomen = /女\s*(\d+(?:\.\d+)?)/.exec(label);
  if (woman && forWomen) return Number(forWomen[1]);
  const figures = [...label.matchAll(/(\d+(?:\.\d+)?)\s*([a-zA-Zμ%/²]*)/g)];
  const ward = plain(unit);
  const exact = figures.find((one) => plain(one[2] ?? '') === ward);
  const bare = figures.find((one) => !one[2]);
  const found = exact ?? bare;
  return found ? Number(found[1]) : null;
}

const plain = (unit: string) => unit.toLowerCase().replace(/[[\]]/g, '');

export type Tried = Record<string, number | boolean>;

/** The inputs to be sent: only what was really moved. */
export function triedInputs(levers: Lever[], tried: Tried): Record<string, unknown> {
  return Object.fromEntries(
    levers.flatMap((lever): [string, unknown][] => {
      const value = tried[lever.code];
      if (value === undefined) return [];
      if (lever.kind === 'switch') return value === true ? [[lever.input, lever.to]] : [];
      if (typeof value !== 'number' || value === lever.now) return [];
      return [[lever.input, lever.unit ? { value, unit: lever.unit } : value]];
    }),
  );
}

/** Every change at once, as far as the models' own targets go. */
export function allAtTarget(levers: Lever[]): Tried {
  return Object.fromEntries(levers.map((lever) => [lever.code, lever.kind === 'switch' ? true : lever.target]));
}
