// The three conditions whose fields depend on each other: the mean of days in a row, one answer of a form, a birthday.
import { api } from '@nq/api';
import type { FormDef, FormItem } from '@nq/api';
import { useQuery } from '@tanstack/react-query';
import { Cmp, Count, Metric, Pick, Picks, Span, Words } from './fields';
import { pairs, read, rec, write } from './kinds';
import type { Vocabulary } from './useVocabulary';

interface Props {
  value: unknown;
  change: (value: unknown) => void;
  words: Vocabulary;
}

const AGAINST = pairs(['is', '日均'], ['over', '日均高于本人'], ['under', '日均低于本人']);

/** The mean of each day against a limit, or against the person's own value of another metric. */
export function MeanField({ value, change, words }: Props) {
  const [how = 'is'] = Object.keys(rec(rec(value).mean));
  const at = ['mean', how];
  const put = (key: string, next: unknown) => change(write(value, [...at, key], next));
  return (
    <>
      <Pick
        value={how}
        options={AGAINST}
        change={(next) =>
          change(write(value, ['mean'], next === 'is' ? { is: { ge: null } } : { [next ?? 'over']: { code: '', by: null } }))
        }
      />
      {how === 'is' ? (
        <Cmp value={read(value, at)} change={(next) => change(write(value, at, next))} />
      ) : (
        <>
          <Metric value={read(value, [...at, 'code'])} change={(code) => put('code', code ?? '')} words={words} numeric />
          <Count value={read(value, [...at, 'by'])} change={(by) => put('by', by)} before="达" after="以上" />
        </>
      )}
    </>
  );
}

/** Which question of which form, and what was answered: one of its options, a number, or words. */
export function AnswerField({ value, change, words }: Props) {
  const form = String(rec(value).form ?? '');
  const query = useQuery({
    queryKey: ['forms', form],
    queryFn: () => api.get<FormDef | { definition: FormDef }>(`/api/forms/${form}`),
    enabled: form !== '',
    staleTime: 300_000,
  });
  const items = query.data ? ('definition' in query.data ? query.data.definition : query.data).items : [];
  const asked = items.filter((item) => item.type !== 'info' && item.type !== 'bp');
  const question = asked.find((item) => item.id === rec(value).question);
  return (
    <>
      <Pick
        value={form}
        options={words.list('forms')}
        change={(next) => change({ ...kept(value), form: next ?? '', question: '', any_of: [] })}
        hint="选择问卷"
      />
      <Pick
        value={rec(value).question}
        options={asked.map((item) => ({ value: item.id, label: item.text }))}
        change={(next) => change({ ...kept(value), form, question: next ?? '', ...blank(asked, next) })}
        hint="选择题目"
      />
      <Said item={question} value={value} change={change} />
    </>
  );
}

const kept = (value: unknown) => ('within_days' in rec(value) ? { within_days: rec(value).within_days } : {});
const numeric = (item: FormItem | undefined) => item?.type === 'number' || item?.type === 'scale';
const blank = (items: FormItem[], id: string | undefined) =>
  numeric(items.find((item) => item.id === id)) ? { is: { ge: null } } : { any_of: [] };

function Said({ item, value, change }: { item: FormItem | undefined; value: unknown; change: (value: unknown) => void }) {
  if (numeric(item) || (!item && 'is' in rec(value)))
    return <Cmp value={rec(value).is} change={(is) => change(write(value, ['is'], is))} />;
  const put = (next: string[]) => change(write(value, ['any_of'], next));
  return item && 'options' in item ? (
    <Picks
      value={rec(value).any_of}
      change={put}
      hint="回答是其中之一"
      options={item.options.map((one) => ({ value: one.value, label: one.label }))}
    />
  ) : (
    <Words value={rec(value).any_of} change={put} hint="回答是" />
  );
}

/** This month or some days ahead, by the solar or the lunar calendar. */
export function BirthdayField({ value, change }: Omit<Props, 'words'>) {
  const when = rec(value).when;
  const ahead = rec(when).in_days;
  return (
    <>
      <Pick
        value={rec(value).calendar ?? 'solar'}
        options={pairs(['solar', '公历'], ['lunar', '农历'])}
        change={(next) => change(write(value, ['calendar'], next === 'lunar' ? 'lunar' : undefined))}
      />
      <Pick
        value={when === 'this_month' ? 'month' : 'ahead'}
        options={pairs(['month', '本月'], ['ahead', '今后几天'])}
        change={(next) => change(write(value, ['when'], next === 'month' ? 'this_month' : { in_days: [0, 7] }))}
      />
      {when !== 'this_month' && (
        <Span value={ahead} change={(span) => change(write(value, ['when'], { in_days: span }))} after="天后" />
      )}
    </>
  );
}
