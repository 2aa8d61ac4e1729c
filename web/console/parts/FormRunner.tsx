import type { Answers, FormDef, FormItem } from '@nq/api';
import { answerProblem, isEmptyAnswer, toggleChoice, visibleItems } from '@nq/common';
import { useEffect, useRef } from 'react';
import { AnswerField } from './AnswerField';
import { digitChoice, useShortcuts } from './keys';
import type { Offer } from './offers';
import './form.css';

interface Props {
  form: FormDef;
  answers: Answers;
  change: (answers: Answers) => void;
  /** Which question has the focus of the keyboard. */
  active: string | null;
  activate: (id: string | null) => void;
  /** The questions in the words of a call. */
  phone?: boolean;
  problems?: Record<string, string>;
  /** What the record knows already, by question. */
  offers?: Record<string, Offer>;
  readOnly?: boolean;
  /** Enter on the last question leads out of the form. */
  onEnd?: () => void;
}

/** A form as a nurse fills it on the phone: all questions in sight, digits choose, Enter goes on, branches open as answers come. */
export function FormRunner({
  form,
  answers,
  change,
  active,
  activate,
  phone = true,
  problems = {},
  offers = {},
  readOnly = false,
  onEnd,
}: Props) {
  const shown = visibleItems(form.items, answers);
  const asked = shown.filter((item) => item.type !== 'info');
  const current = asked.find((item) => item.id === active) ?? null;
  const step = (by: 1 | -1) => {
    const at = asked.findIndex((item) => item.id === active);
    if (by === 1 && at === asked.length - 1 && onEnd) return onEnd();
    activate(asked[Math.min(Math.max(at + by, 0), asked.length - 1)]?.id ?? null);
  };
  const answer = (item: FormItem, value: unknown) => change({ ...answers, [item.id]: value });
  const digit = (key: string) => {
    if (current)
      choose(current, key, answers[current.id], (value, done) => {
        answer(current, value);
        if (done) stepAfter((item) => item.id === current.id, { ...answers, [current.id]: value });
      });
  };
  const stepAfter = (is: (item: FormItem) => boolean, next: Answers) => {
    const list = visibleItems(form.items, next).filter((item) => item.type !== 'info');
    const following = list[list.findIndex(is) + 1];
    if (following) activate(following.id);
    else onEnd?.();
  };
  useShortcuts(
    {
      ...Object.fromEntries([...'123456789'].map((key) => [key, () => digit(key)])),
      arrowdown: () => step(1),
      arrowup: () => step(-1),
      enter: () => step(1),
    },
    !readOnly,
  );
  let number = 0;
  return (
    <div
      className="form-run"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && event.target instanceof HTMLElement) event.target.blur();
      }}
    >
      {shown.map((item) => (
        <Question
          key={item.id}
          item={item}
          number={item.type === 'info' ? null : ++number}
          on={item.id === active && !readOnly}
          phone={phone}
          value={answers[item.id]}
          readOnly={readOnly}
          offer={offers[item.id] ?? null}
          problem={
            problems[item.id] ?? (isEmptyAnswer(answers[item.id]) ? null : answerProblem(item, answers[item.id]))
          }
          focus={() => activate(item.id)}
          change={(value) => answer(item, value)}
          next={() => step(1)}
        />
      ))}
    </div>
  );
}

/** What a digit means for this question; `done` when the answer is complete with it. */
function choose(item: FormItem, key: string, value: unknown, give: (value: unknown, done: boolean) => void): void {
  if (item.type === 'single') {
    const at = digitChoice(key, item.options.length);
    if (at !== null) give(item.options[at]?.value, true);
  } else if (item.type === 'multi') {
    const at = digitChoice(key, item.options.length);
    const option = at === null ? undefined : item.options[at];
    if (option) give(toggleChoice(item, Array.isArray(value) ? (value as string[]) : [], option.value), false);
  } else if (item.type === 'scale') {
    const n = Number(key);
    if (n >= item.min && n <= item.max) give(n, true);
  }
}

interface QuestionProps {
  item: FormItem;
  number: number | null;
  on: boolean;
  phone: boolean;
  value: unknown;
  problem: string | null;
  offer: Offer | null;
  readOnly: boolean;
  focus: () => void;
  change: (value: unknown) => void;
  next: () => void;
}

function Question({ item, number, on, phone, value, problem, offer, readOnly, focus, change, next }: QuestionProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!on) return;
    box.current?.scrollIntoView({ block: 'nearest' });
    const field = box.current?.querySelector<HTMLElement>(
      'input[type="text"], input[type="number"], input.ant-input-number-input, textarea',
    );
    if (field && !box.current?.contains(document.activeElement)) field.focus({ preventScroll: true });
    else if (!field && document.activeElement instanceof HTMLElement && !box.current?.contains(document.activeElement))
      document.activeElement.blur();
  }, [on]);
  if (item.type === 'info') return <p className="q-info">{item.text}</p>;
  return (
    <div
      ref={box}
      className={`question${on ? ' on' : ''}${isEmptyAnswer(value) ? '' : ' answered'}`}
      onClick={focus}
      role="group"
      aria-label={item.text}
    >
      <div className="q-text">
        <i>{number}</i>
        <span>
          {phone && item.say ? item.say : item.text}
          {item.required && <em title="必答">*</em>}
        </span>
      </div>
      {item.hint && <p className="q-hint">{item.hint}</p>}
      <AnswerField item={item} value={value} change={change} keys={on} readOnly={readOnly} next={next} />
      {offer && !readOnly && isEmptyAnswer(value) && (
        <p className="q-offer soft small">
          档案 {offer.words}
          <button type="button" onClick={() => change(offer.value)}>
            采用
          </button>
        </p>
      )}
      {problem && <p className="bad small">{problem}</p>}
    </div>
  );
}
