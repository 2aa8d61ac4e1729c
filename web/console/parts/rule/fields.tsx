// The small fields a condition is made of: a choice, words, a metric, days, a comparison.
import { unitWord } from '@nq/common';
import { InputNumber, Select } from 'antd';
import { rec } from './kinds';
import type { Choice, Rec } from './kinds';
import { COMPARISONS } from './leaves';
import type { Vocabulary } from './useVocabulary';

export const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

interface PickProps {
  value: unknown;
  change: (value: string | undefined) => void;
  options: Choice[];
  optional?: boolean | undefined;
  hint?: string | undefined;
}

export function Pick({ value, change, options, optional = false, hint = '请选择' }: PickProps) {
  return (
    <Select
      size="small"
      showSearch={{ optionFilterProp: 'label' }}
      allowClear={optional}
      value={typeof value === 'string' && value ? value : null}
      placeholder={hint}
      aria-label={hint}
      options={options}
      onChange={(next: string | null | undefined) => change(next ?? undefined)}
      popupMatchSelectWidth={false}
      style={{ minWidth: 88, maxWidth: 260 }}
    />
  );
}

export function Picks({
  value,
  change,
  options,
  hint = '请选择',
}: {
  value: unknown;
  change: (value: string[]) => void;
  options: Choice[];
  hint?: string | undefined;
}) {
  return (
    <Select
      size="small"
      mode="multiple"
      value={texts(value)}
      placeholder={hint}
      aria-label={hint}
      options={options}
      onChange={change}
      optionFilterProp="label"
      popupMatchSelectWidth={false}
      style={{ minWidth: 120, maxWidth: 320 }}
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
      aria-label={hint}
      onChange={change}
      tokenSeparators={['，', ',', '、', ' ']}
      style={{ minWidth: 170, maxWidth: 320 }}
    />
  );
}

export function Metric({
  value,
  change,
  words,
  numeric,
}: {
  value: unknown;
  change: (code: string | undefined) => void;
  words: Vocabulary;
  numeric: boolean | undefined;
}) {
  const fit = words.metrics.filter((one) => numeric === undefined || one.numeric === numeric || one.code === value);
  return (
    <Pick
      value={value}
      change={change}
      hint="选择指标"
      options={fit.map((one) => ({
        value: one.code,
        label: unitWord(one.unit) ? `${one.name}（${unitWord(one.unit)}）` : one.name,
      }))}
    />
  );
}

interface CountProps {
  value: unknown;
  change: (n: number | null) => void;
  before?: string | undefined;
  after: string;
  hint?: string | undefined;
  min?: number | undefined;
}

export function Count({ value, change, before, after, hint = '', min = 0 }: CountProps) {
  return (
    <span className="row tight">
      {before && <span className="nowrap">{before}</span>}
      <InputNumber
        size="small"
        min={min}
        precision={0}
        controls={false}
        value={toNumber(value)}
        placeholder={hint}
        aria-label={`${before ?? ''}${after}`}
        onChange={change}
        style={{ width: 60 }}
      />
      <span className="nowrap">{after}</span>
    </span>
  );
}

interface SpanProps {
  value: unknown;
  change: (span: (number | null)[] | undefined) => void;
  after: string;
  optional?: boolean | undefined;
}

/** From so many to so many. Emptied, an optional span is gone; one end alone waits for the other. */
export function Span({ value, change, after, optional = false }: SpanProps) {
  const [from = null, to = null] = Array.isArray(value) ? (value as (number | null)[]) : [];
  const set = (a: number | null, b: number | null) =>
    change(optional && a === null && b === null ? undefined : [a, b]);
  const end = (n: number | null, put: (n: number | null) => void, label: string) => (
    <InputNumber
      size="small"
      min={0}
      precision={0}
      controls={false}
      value={n}
      placeholder={optional ? '不限' : ''}
      onChange={put}
      style={{ width: 52 }}
      aria-label={label}
    />
  );
  return (
    <span className="row tight">
      {end(from, (n) => set(n, to), `从，${after}`)}–{end(to, (n) => set(from, n), `到，${after}`)}
      <span className="nowrap">{after}</span>
    </span>
  );
}

interface CmpProps {
  value: unknown;
  change: (value: Rec | undefined) => void;
  unit?: string | undefined;
  optional?: boolean | undefined;
}

export function Cmp({ value, change, unit, optional = false }: CmpProps) {
  const open = optional && value === undefined;
  const [op = 'ge', limit] = Object.entries(rec(value))[0] ?? [];
  const [low, high] = Array.isArray(limit) ? (limit as (number | null)[]) : [toNumber(limit), null];
  const field = (n: number | null | undefined, put: (n: number | null) => void) => (
    <InputNumber
      size="small"
      controls={false}
      value={toNumber(n)}
      onChange={put}
      style={{ width: 64 }}
      aria-label="数值"
    />
  );
  const choose = (next: string) => {
    if (next === '') change(undefined);
    else change(next === 'between' ? { between: [low ?? null, high ?? null] } : { [next]: low ?? null });
  };
  return (
    <span className="row tight">
      <Select
        size="small"
        value={open ? '' : op}
        options={optional ? [{ value: '', label: '任何值' }, ...COMPARISONS] : COMPARISONS}
        onChange={choose}
        style={{ width: open ? 84 : 72 }}
        aria-label="比较"
      />
      {!open && field(low, (n) => change(op === 'between' ? { between: [n, high ?? null] } : { [op]: n }))}
      {!open && op === 'between' && <>–{field(high, (n) => change({ between: [low ?? null, n] }))}</>}
      {unit && <span className="nowrap">{unit}</span>}
    </span>
  );
}

export const toNumber = (value: unknown): number | null =>
  typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : null;
