// Values of a model typed by hand, from the fields of the form to what the server reads.
import type { ModelInput } from '@nq/api';

export interface Typed {
  value?: number | string | boolean | null;
  unit?: string;
}

/** Kinds that a person can type here; the rest come from a questionnaire or a device. */
export const canType = (input: ModelInput): boolean => ['number', 'bool', 'choice', 'text'].includes(input.kind);

/** The unit that needs no choice; where there are several, a guess could be wrong by a factor of forty. */
export const onlyUnit = (input: ModelInput): string | undefined =>
  input.units.length === 1 ? input.units[0] : undefined;

/** Only what was filled in; a number carries its unit. Without one the server asks for it. */
export function typedInputs(inputs: ModelInput[], typed: Record<string, Typed | undefined>): Record<string, unknown> {
  return Object.fromEntries(
    inputs.flatMap((input): [string, unknown][] => {
      const one = typed[input.code];
      const value = one?.value;
      if (value === undefined || value === null || value === '') return [];
      const unit = one?.unit ?? onlyUnit(input);
      return [[input.code, input.kind === 'number' && unit ? { value, unit } : value]];
    }),
  );
}

/** What still must come from the record or by hand stands first, then the rest in the order of the model. */
export function askedFirst(inputs: ModelInput[], missing: string[]): ModelInput[] {
  const wanted = (input: ModelInput) => (missing.includes(input.code) ? 0 : 1);
  return inputs.filter(canType).sort((a, b) => wanted(a) - wanted(b));
}
