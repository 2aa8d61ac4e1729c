import { Checkbox, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { AnswerField, BirthdayField, MeanField } from './special';
import { Cmp, Count, Metric, Pick, Picks, Span, Words } from './fields';
import { read, write } from './kinds';
import type { Choice, Field, Source } from './kinds';
import { kindOf } from './leaves';
import type { Leaf } from './tree';
import type { Vocabulary } from './useVocabulary';

interface Props {
  leaf: Leaf;
  change: (value: unknown) => void;
  words: Vocabulary;
}

/** The fields of one condition. */
export function LeafEditor({ leaf, change, words }: Props) {
  const kind = kindOf(leaf);
  if (!kind) return <span className="soft">这个条件由更新的版本写成，此处原样保留。</span>;
  return (
    <>
      {kind.fields.map((field, at) => (
        <FieldEditor key={at} field={field} value={leaf.value} change={change} words={words} />
      ))}
    </>
  );
}

interface FieldProps {
  field: Field;
  value: unknown;
  change: (value: unknown) => void;
  words: Vocabulary;
}

const YES_NO = ['yes', 'no'];

/** One field: what it shows is read from its place in the leaf, what is typed is written there and nowhere else. */
export function FieldEditor({ field, value, change, words }: FieldProps) {
  const here = 'at' in field ? read(value, field.at) : undefined;
  const put = (next: unknown) => change('at' in field ? write(value, field.at, next) : next);
  const options = (from: Source | Choice[]) => (typeof from === 'string' ? words.list(from) : from);
  switch (field.kind) {
    case 'word':
      return <span className="nowrap">{field.text}</span>;
    case 'cmp':
      return <Cmp value={here} change={put} unit={field.unit} optional={field.optional} />;
    case 'number':
      return (
        <Count
          value={here}
          change={(n) => put(n ?? (field.optional ? undefined : null))}
          before={field.before}
          after={field.after}
          hint={field.optional ? '不限' : ''}
          min={field.min}
        />
      );
    case 'span':
      return <Span value={here} change={put} after={field.after} optional={field.optional} />;
    case 'pick':
      return (
        <Pick
          value={here}
          change={(next) => put(next ?? (field.optional ? undefined : ''))}
          options={options(field.from)}
          optional={field.optional}
          hint={field.hint}
        />
      );
    case 'flag':
      return (
        <Pick
          value={typeof here === 'boolean' ? (here ? 'yes' : 'no') : undefined}
          change={(next) => put(next === undefined ? undefined : next === 'yes')}
          options={[field.yes, field.no].map((label, i) => ({ value: YES_NO[i] ?? '', label }))}
          optional
          hint={`${field.yes}或${field.no}`}
        />
      );
    case 'picks':
      return (
        <Picks
          value={here}
          change={(next) => put(field.optional && next.length === 0 ? undefined : next)}
          options={options(field.from)}
          hint={field.hint}
        />
      );
    case 'words':
      if (field.shy && here === undefined) return null;
      return (
        <Words
          value={here}
          change={(next) => put(field.optional && next.length === 0 ? undefined : next)}
          hint={field.hint}
        />
      );
    case 'metric':
      return <Metric value={here} change={(code) => put(code ?? '')} words={words} numeric={field.numeric} />;
    case 'day':
      return (
        <DatePicker
          size="small"
          value={typeof here === 'string' && here ? dayjs(here) : null}
          onChange={(day) => put(day?.format('YYYY-MM-DD') ?? '')}
        />
      );
    case 'check':
      return (
        <Checkbox checked={here === true} onChange={(event) => put(event.target.checked ? true : undefined)}>
          {field.label}
        </Checkbox>
      );
    case 'mean':
      return <MeanField value={value} change={change} words={words} />;
    case 'answer':
      return <AnswerField value={value} change={change} words={words} />;
    case 'birthday':
      return <BirthdayField value={value} change={change} />;
  }
}
