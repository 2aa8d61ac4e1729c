import type { FormItem } from '@nq/api';
import { toggleChoice } from '@nq/common';

interface Props {
  item: FormItem & { type: 'single' | 'multi' };
  answer: unknown;
  onAnswer: (answer: unknown) => void;
}

/** Large rows to tap; the chosen ones are marked by form, colour and weight. */
export function ChoiceInput({ item, answer, onAnswer }: Props) {
  const many = item.type === 'multi';
  const chosen: string[] = Array.isArray(answer) ? answer : typeof answer === 'string' ? [answer] : [];
  const tap = (value: string) => onAnswer(item.type === 'multi' ? toggleChoice(item, chosen, value) : value);
  return (
    <div role={many ? 'group' : 'radiogroup'} aria-labelledby={`q-${item.id}`} className="choices">
      {many && <p className="hint">可以选多个</p>}
      {item.options.map((option) => (
        <label key={option.value} className="choice">
          <input
            type={many ? 'checkbox' : 'radio'}
            name={item.id}
            checked={chosen.includes(option.value)}
            onChange={() => tap(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
