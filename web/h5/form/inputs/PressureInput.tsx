import { useRef } from 'react';
import type { TypedPressure } from '../answers';

interface Props {
  value: TypedPressure;
  wrong: boolean;
  onChange: (value: TypedPressure) => void;
}

/** Two numbers as they stand on the cuff's display, the higher one above. */
export function PressureInput({ value, wrong, onChange }: Props) {
  const low = useRef<HTMLInputElement>(null);
  const field = (part: 'sbp' | 'dbp', label: string, hint: string) => (
    <label className="pressure-row">
      <span>
        <strong>{label}</strong>
        <small>{hint}</small>
      </span>
      <input
        ref={part === 'dbp' ? low : null}
        className="field figure"
        type="text"
        inputMode="numeric"
        autoComplete="off"
        maxLength={5}
        aria-label={label}
        aria-invalid={wrong}
        value={value[part] ?? ''}
        onChange={(event) => {
          const typed = event.target.value;
          onChange({ ...value, [part]: typed });
          // Three digits are a complete upper number: the thumb may stay where it is.
          if (part === 'sbp' && /^[1-2]\d\d$/.test(typed) && !value.dbp) low.current?.focus();
        }}
      />
      <span className="unit">mmHg</span>
    </label>
  );
  return (
    <div className="pressure">
      {field('sbp', '高压', '上面较大的数')}
      {field('dbp', '低压', '下面较小的数')}
    </div>
  );
}
