import type { FormItem } from '@nq/api';

interface Props {
  item: FormItem & { type: 'scale' };
  value: number | null;
  onChange: (value: number) => void;
}

/** A line of numbers to tap, or faces with their words, never the face alone. */
export function ScaleInput({ item, value, onChange }: Props) {
  const places = Array.from({ length: item.max - item.min + 1 }, (_, n) => item.min + n);
  return (
    <div className="scale">
      <div role="radiogroup" aria-labelledby={`q-${item.id}`} className={places.length > 6 ? 'scale-grid many' : 'scale-grid'}>
        {places.map((place) => (
          <label key={place} className="scale-place">
            <input type="radio" name={item.id} checked={value === place} onChange={() => onChange(place)} />
            <span>
              {item.faces && <Face mood={(place - item.min) / (item.max - item.min)} />}
              {place}
            </span>
          </label>
        ))}
      </div>
      <div className="scale-ends">
        <span>
          {item.min} {item.low_label}
        </span>
        <span>
          {item.max} {item.high_label}
        </span>
      </div>
    </div>
  );
}

/** `mood` from 0 (corners down) to 1 (corners up). */
function Face({ mood }: { mood: number }) {
  const bend = 31 + (mood - 0.5) * 16;
  return (
    <svg viewBox="0 0 48 48" aria-hidden="true" className="face">
      <circle cx="24" cy="24" r="21" />
      <circle className="eye" cx="17" cy="19" r="2.4" />
      <circle className="eye" cx="31" cy="19" r="2.4" />
      <path d={`M15 ${31 - (mood - 0.5) * 6} Q24 ${bend + 2} 33 ${31 - (mood - 0.5) * 6}`} />
    </svg>
  );
}
