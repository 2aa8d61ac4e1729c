interface Props {
  label: string;
  unit: string;
  /** Whole numbers only: the pad without a point. */
  whole: boolean;
  value: string;
  wrong: boolean;
  onChange: (value: string) => void;
}

/** Brings up the phone's number pad; keeps what was typed as it was typed. */
export function NumberInput({ label, unit, whole, value, wrong, onChange }: Props) {
  return (
    <div className="number">
      <input
        className="field figure"
        type="text"
        inputMode={whole ? 'numeric' : 'decimal'}
        autoComplete="off"
        aria-label={`${label} 单位 ${unit}`}
        aria-invalid={wrong}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <span className="unit">{unit}</span>
    </div>
  );
}
