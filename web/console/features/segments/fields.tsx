// The small fields a condition is made of: a choice, words, a metric, days, a comparison.
import type { RuleDictionary } from '@nq/api';
import { unitWord } from '@nq/common';
import { InputNumber, Select } from 'antd';
import { COMPARISONS } from './leaves';

export type Rec = Record<string, unknown>;
export const rec = (value: unknown): Rec =>
  value && typeof value === 'object' && !Array.isArray(value) ? (value as Rec) : {};
export const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

interface Options {
  value: string;
  label: string;
}

export function Pick({
  value,
  change,
  options,
}: {
  value: unknown;
  change: (value: string) => void;
  options: Options[];
}) {
  return (
    <Select
      size="small"
      showSearch={{ optionFilterProp: 'label' }}
      value={typeof value === 'string' && value ? value : null}
      placeholder="请选择"
      options={options}
      onChange={change}
      popupMatchSelectWidth={false}
      style={{ minWidth: 110 }}
    />
  );
}

export function Picks({
  value,
  change,
  options,
}: {
  value: unknown;
  change: (value: string[]) => void;
  options: Options[];
}) {
  return (
    <Select
      size="small"
      mode="multiple"
      value={texts(value)}
      placeholder="请选择"
      options={options}
      onChange={change}
      optionFilterProp="label"
      popupMatchSelectWidth={false}
      style={{ minWidth: 160 }}
    />
  );
}

export function Words({ value, change, hint }: { value: unknown; change: (value: string[]) => void; hint: string }) {
  return (
    <Select
      size="small"
      mode="tags"
      open={false}
      suffixIcon={null}
      value={texts(value)}
      placeholder={hint}
      onChange={change}
      tokenSeparators={['，', ',', '、', ' ']}
      style={{ minWidth: 180 }}
    />
  );
}

export function Metric({
  value,
  change,
  dictionary,
}: {
  value: unknown;
  change: (code: string) => void;
  dictionary: RuleDictionary | undefined;
}) {
  return (
    <Pick
      value={value}
      change={change}
      options={(dictionary?.metrics ?? []).map((one) => ({
        value: one.code,
        label: unitWord(one.unit) ? `${one.name}（${unitWord(one.unit)}）` : one.name,
      }))}
    />
  );
}

export function Days({ value, change, word }: { value: unknown; change: (days: number | null) => void; word: string }) {
  return (
    <span className="row" style={{ gap: 4 }}>
      <InputNumber
        size="small"
        min={0}
        precision={0}
        controls={false}
        value={typeof value === 'number' ? value : null}
        placeholder="不限"
        onChange={change}
        style={{ width: 64 }}
      />
      <span className="nowrap">{word}</span>
    </span>
  );
}

export function Ago({ value, change }: { value: unknown; change: (span: [number, number] | null) => void }) {
  const [from, to] = Array.isArray(value) ? (value as [number, number]) : [null, null];
  const set = (a: number | null, b: number | null) => change(b === null ? null : [a ?? 0, b]);
  return (
    <span className="row" style={{ gap: 4 }}>
      <InputNumber
        size="small"
        min={0}
        precision={0}
        controls={false}
        value={from}
        placeholder="0"
        onChange={(n) => set(n, to)}
        style={{ width: 56 }}
      />
      –
      <InputNumber
        size="small"
        min={0}
        precision={0}
        controls={false}
        value={to}
        placeholder="不限"
        onChange={(n) => set(from, n)}
        style={{ width: 56 }}
      />
      <span className="nowrap">天前</span>
    </span>
  );
}

export function Cmp({ value, change }: { value: unknown; change: (value: Rec) => void }) {
  const [op = 'ge', limit] = Object.entries(rec(value))[0] ?? [];
  const [low, high] = Array.isArray(limit) ? (limit as (number | null)[]) : [toNumber(limit), null];
  const field = (n: number | null | undefined, put: (n: number | null) => void) => (
    <InputNumber
      size="small"
      controls={false}
      value={toNumber(n)}
      onChange={put}
      style={{ width: 72 }}
      aria-label="数值"
    />
  );
  return (
    <span className="row" style={{ gap: 4 }}>
      <Select
        size="small"
        value={op}
        options={COMPARISONS}
        onChange={(next) =>
          change(next === 'between' ? { between: [low ?? null, high ?? null] } : { [next]: low ?? null })
        }
        style={{ width: 76 }}
        aria-label="比较"
      />
      {field(low, (n) => change(op === 'between' ? { between: [n, high ?? null] } : { [op]: n }))}
      {op === 'between' && <>–{field(high, (n) => change({ between: [low ?? null, n] }))}</>}
    </span>
  );
}

const toNumber = (value: unknown): number | null =>
  typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : null;
