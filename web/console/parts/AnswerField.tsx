import type { FormItem } from '@nq/api';
import { toggleChoice } from '@nq/common';
import { DatePicker, Input, InputNumber } from 'antd';
import dayjs from 'dayjs';
import type { KeyboardEvent } from 'react';

interface Props {
  item: FormItem;
  value: unknown;
  change: (value: unknown) => void;
  /** Print the digits on the options. */
  keys: boolean;
  readOnly: boolean;
  next: () => void;
}

/** The field that fits the question. */
export function AnswerField({ item, value, change, keys, readOnly, next }: Props) {
  const onEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    next();
  };
  switch (item.type) {
    case 'single':
      return (
        <Options
          options={item.options}
          chosen={typeof value === 'string' ? [value] : []}
          keys={keys}
          readOnly={readOnly}
          pick={(one) => change(value === one ? undefined : one)}
        />
      );
    case 'multi': {
      const chosen = Array.isArray(value) ? (value as string[]) : [];
      return (
        <Options
          multi
          options={item.options}
          chosen={chosen}
          keys={keys}
          readOnly={readOnly}
          pick={(one) => change(toggleChoice(item, chosen, one))}
        />
      );
    }
    case 'scale':
      return <Scale item={item} value={typeof value === 'number' ? value : null} readOnly={readOnly} change={change} />;
    case 'number':
      return (
        <span className="row">
          <InputNumber
            value={typeof value === 'number' ? value : null}
            min={0}
            precision={item.decimals ?? 0}
            controls={false}
            style={{ width: 120 }}
            readOnly={readOnly}
            onChange={(n) => change(n ?? undefined)}
            onKeyDown={onEnter}
            aria-label={item.text}
          />
          <span className="unit">{item.unit}</span>
          <span className="soft small">
            {item.min}–{item.max}
          </span>
        </span>
      );
    case 'bp':
      return (
        <Pressure
          value={(value ?? {}) as { sbp?: number; dbp?: number }}
          change={change}
          readOnly={readOnly}
          onEnter={onEnter}
        />
      );
    case 'date':
      return (
        <DatePicker
          value={typeof value === 'string' ? dayjs(value) : null}
          onChange={(day) => change(day ? day.format('YYYY-MM-DD') : undefined)}
          disabled={readOnly}
        />
      );
    case 'text':
      return (
        <Input.TextArea
          value={typeof value === 'string' ? value : ''}
          maxLength={item.max_chars ?? 300}
          autoSize={{ minRows: 1, maxRows: 5 }}
          readOnly={readOnly}
          onChange={(event) => change(event.target.value || undefined)}
          onKeyDown={onEnter}
          aria-label={item.text}
        />
      );
    default:
      return null;
  }
}

interface OptionsProps {
  options: { value: string; label: string }[];
  chosen: string[];
  keys: boolean;
  readOnly: boolean;
  multi?: boolean;
  pick: (value: string) => void;
}

function Options({ options, chosen, keys, readOnly, multi = false, pick }: OptionsProps) {
  return (
    <div className="options" role={multi ? 'group' : 'radiogroup'}>
      {options.map((option, at) => {
        const on = chosen.includes(option.value);
        return (
          <button
            type="button"
            key={option.value}
            className={`option${on ? ' on' : ''}`}
            role={multi ? 'checkbox' : 'radio'}
            aria-checked={on}
            disabled={readOnly}
            onClick={() => pick(option.value)}
          >
            {keys && at < 9 && <kbd className="kbd">{at + 1}</kbd>}
            {multi && (
              <span className="tick" aria-hidden="true">
                {on ? '✓' : ''}
              </span>
            )}
            {option.label}
          </button>
        );
      })}
    </div>
  );
}

function Scale({
  item,
  value,
  readOnly,
  change,
}: {
  item: FormItem & { type: 'scale' };
  value: number | null;
  readOnly: boolean;
  change: (value: unknown) => void;
}) {
  const steps = Array.from({ length: item.max - item.min + 1 }, (_, at) => item.min + at);
  return (
    <div className="scale">
      <span className="soft small">{item.low_label}</span>
      <div className="scale-steps" role="radiogroup" aria-label={item.text}>
        {steps.map((n) => (
          <button
            type="button"
            key={n}
            role="radio"
            aria-checked={value === n}
            className={value === n ? 'on' : ''}
            disabled={readOnly}
            onClick={() => change(value === n ? undefined : n)}
          >
            {n}
          </button>
        ))}
      </div>
      <span className="soft small">{item.high_label}</span>
    </div>
  );
}

function Pressure({
  value,
  change,
  readOnly,
  onEnter,
}: {
  value: { sbp?: number; dbp?: number };
  change: (value: unknown) => void;
  readOnly: boolean;
  onEnter: (event: KeyboardEvent) => void;
}) {
  const set = (part: 'sbp' | 'dbp', n: number | null) => {
    const next = { ...value, [part]: n ?? undefined };
    change(next.sbp === undefined && next.dbp === undefined ? undefined : next);
  };
  return (
    <span className="row">
      <InputNumber
        value={value.sbp ?? null}
        placeholder="高压"
        aria-label="高压"
        controls={false}
        precision={0}
        style={{ width: 84 }}
        readOnly={readOnly}
        onChange={(n) => set('sbp', n)}
      />
      /
      <InputNumber
        value={value.dbp ?? null}
        placeholder="低压"
        aria-label="低压"
        controls={false}
        precision={0}
        style={{ width: 84 }}
        readOnly={readOnly}
        onChange={(n) => set('dbp', n)}
        onKeyDown={onEnter}
      />
      <span className="unit">mmHg</span>
    </span>
  );
}
