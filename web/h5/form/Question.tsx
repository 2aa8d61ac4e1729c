// One question, one screen.
import { useEffect, useRef } from 'react';
import type { FormItem } from '@nq/api';
import type { TypedPressure } from './answers';
import { ChoiceInput } from './inputs/ChoiceInput';
import { NumberInput } from './inputs/NumberInput';
import { PressureInput } from './inputs/PressureInput';
import { ScaleInput } from './inputs/ScaleInput';

interface Props {
  item: FormItem;
  answer: unknown;
  complaint: string | null;
  onAnswer: (answer: unknown) => void;
  onEnter: () => void;
}

export function Question({ item, answer, complaint, onAnswer, onEnter }: Props) {
  const head = useRef<HTMLHeadingElement>(null);
  // A new question begins at its top, also for someone who listens to the page.
  useEffect(() => {
    window.scrollTo(0, 0);
    head.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section className="question" aria-labelledby={`q-${item.id}`}>
      <h1 id={`q-${item.id}`} ref={head} tabIndex={-1}>
        {item.text}
      </h1>
      {item.hint && <p className="hint">{item.hint}</p>}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onEnter();
        }}
      >
        <Field item={item} answer={answer} wrong={complaint !== null} onAnswer={onAnswer} />
        <button type="submit" hidden />
      </form>
      <p className="complaint" role="alert">
        {complaint}
      </p>
    </section>
  );
}

function Field({ item, answer, wrong, onAnswer }: { item: FormItem; answer: unknown; wrong: boolean; onAnswer: (answer: unknown) => void }) {
  const label = item.text;
  switch (item.type) {
    case 'single':
    case 'multi':
      return <ChoiceInput item={item} answer={answer} onAnswer={onAnswer} />;
    case 'number':
      return <NumberInput label={label} unit={item.unit} whole={!item.decimals} value={text(answer)} wrong={wrong} onChange={onAnswer} />;
    case 'bp':
      return <PressureInput value={(answer as TypedPressure | undefined) ?? {}} wrong={wrong} onChange={onAnswer} />;
    case 'scale':
      return <ScaleInput item={item} value={typeof answer === 'number' ? answer : null} onChange={onAnswer} />;
    case 'date':
      return <input className="field" type="date" aria-label={label} aria-invalid={wrong} value={text(answer)} onChange={(e) => onAnswer(e.target.value)} />;
    case 'text':
      return (
        <textarea className="field" rows={5} maxLength={item.max_chars ?? 300} aria-label={label} value={text(answer)} onChange={(e) => onAnswer(e.target.value)} />
      );
    default:
      return null;
  }
}

const text = (answer: unknown) => (typeof answer === 'string' || typeof answer === 'number' ? String(answer) : '');
