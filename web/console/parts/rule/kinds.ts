// What a condition is to the editor: its words, the shape it starts from, the fields it is made of. The shapes are those
// of libs/audience (one object with one key). No condition is edited as text.
import type { Leaf } from './tree';

export interface Choice {
  value: string;
  label: string;
}

/** Lists of the hospital's own words, by name. */
export type Source =
  | 'tags'
  | 'segments'
  | 'sites'
  | 'staff'
  | 'care_roles'
  | 'forms'
  | 'pathways'
  | 'purposes'
  | 'departments'
  | 'encounter_classes'
  | 'message_classes'
  | 'channels'
  | 'relations';

/** Keys from the value of the leaf down to the field; empty: the value itself. */
type At = string[];

/** A shy field shows itself only where the rule uses it. */
export type Field =
  | { kind: 'word'; text: string }
  | { kind: 'cmp'; at: At; unit?: string; optional?: boolean }
  | { kind: 'number'; at: At; before?: string; after: string; optional?: boolean; min?: number }
  | { kind: 'span'; at: At; after: string; optional?: boolean }
  | { kind: 'pick'; at: At; from: Source | Choice[]; optional?: boolean; hint?: string }
  | { kind: 'flag'; at: At; yes: string; no: string }
  | { kind: 'picks'; at: At; from: Source | Choice[]; optional?: boolean; hint?: string }
  | { kind: 'words'; at: At; hint: string; optional?: boolean; shy?: boolean }
  | { kind: 'metric'; at: At; numeric?: boolean }
  | { kind: 'day'; at: At }
  | { kind: 'check'; at: At; label: string }
  | { kind: 'mean' }
  | { kind: 'answer' }
  | { kind: 'birthday' };

export interface LeafKind {
  /** Unique among the kinds; several kinds may share one operator of the language. */
  key: string;
  label: string;
  start: Record<string, unknown>;
  is: (leaf: Leaf) => boolean;
  fields: Field[];
}

export interface KindGroup {
  label: string;
  kinds: LeafKind[];
}

export type Rec = Record<string, unknown>;
export const rec = (value: unknown): Rec =>
  value && typeof value === 'object' && !Array.isArray(value) ? (value as Rec) : {};

/** A kind that is one operator. */
export const plain = (op: string, label: string, value: unknown, fields: Field[]): LeafKind => ({
  key: op,
  label,
  start: { [op]: value },
  is: (leaf) => leaf.op === op,
  fields,
});

/** A kind that is an operator with this key in its value. */
export const keyed = (key: string, op: string, has: string, label: string, value: Rec, fields: Field[]): LeafKind => ({
  key,
  label,
  start: { [op]: value },
  is: (leaf) => leaf.op === op && has in rec(leaf.value),
  fields,
});

export const pairs = (...words: [string, string][]): Choice[] => words.map(([value, label]) => ({ value, label }));

/** What stands at these keys. */
export function read(value: unknown, at: At): unknown {
  return at.reduce<unknown>((part, key) => rec(part)[key], value);
}

/** The same value with this put there; `undefined` takes the key away. */
export function write(value: unknown, at: At, next: unknown): unknown {
  const [key, ...rest] = at;
  if (key === undefined) return next;
  const { [key]: old, ...others } = rec(value);
  const inner = write(old, rest, next);
  if (inner === undefined) return others;
  // In place, so that the order of keys, and with it the text of the rule, does not change under the hand.
  return key in rec(value) ? { ...rec(value), [key]: inner } : { ...others, [key]: inner };
}
