import type { RuleDictionary } from '@nq/api';
import { Input } from 'antd';
import { useState } from 'react';
import { Ago, Cmp, Days, Metric, Pick, Picks, rec, Words } from './fields';
import type { Rec } from './fields';
import { GRADES, STATS, VISITS, kindOf } from './leaves';
import type { Leaf } from './tree';

interface Props {
  leaf: Leaf;
  change: (value: unknown) => void;
  dictionary: RuleDictionary | undefined;
}

/** The fields of one condition. */
export function LeafEditor({ leaf, change, dictionary }: Props) {
  const value = leaf.value;
  const set = (part: Rec) => change({ ...rec(value), ...part });
  switch (kindOf(leaf)?.key) {
    case 'age':
      return (
        <>
          <Cmp value={value} change={change} />
          <span>岁</span>
        </>
      );
    case 'sex':
      return (
        <Pick
          value={value}
          change={change}
          options={[
            { value: 'female', label: '女' },
            { value: 'male', label: '男' },
          ]}
        />
      );
    case 'grade':
      return <Picks value={value} change={change} options={GRADES} />;
    case 'tag':
      return (
        <Picks
          value={value}
          change={change}
          options={(dictionary?.tags ?? []).map((tag) => ({ value: tag.code, label: tag.name }))}
        />
      );
    case 'condition': {
      const given = rec(value);
      return 'icd' in given ? (
        <Words value={given.icd} change={(icd) => set({ icd })} hint="ICD-10，如 I10-I15" />
      ) : (
        <Words value={given.text} change={(text) => set({ text })} hint="名称包含，如 高血压" />
      );
    }
    case 'family':
      return <Words value={rec(value).text} change={(text) => set({ text })} hint="亲属疾病包含" />;
    case 'taking':
      return <Words value={rec(value).name} change={(name) => set({ name })} hint="药名包含" />;
    case 'metric':
      return (
        <>
          <Metric value={rec(value).code} change={(code) => set({ code })} dictionary={dictionary} />
          <Cmp value={rec(value).is} change={(is) => set({ is })} />
          <Days
            value={rec(value).within_days}
            change={(days) => change(without({ ...rec(value), within_days: days }, 'within_days', days))}
            word="天内有效"
          />
        </>
      );
    case 'metric_stat':
      return (
        <>
          <Metric value={rec(value).code} change={(code) => set({ code })} dictionary={dictionary} />
          <Days value={rec(value).days} change={(days) => set({ days })} word="天内" />
          <Pick value={rec(value).stat} change={(stat) => set({ stat })} options={STATS} />
          <Cmp value={rec(value).is} change={(is) => set({ is })} />
        </>
      );
    case 'had_procedure':
      return (
        <>
          <Words
            value={rec(rec(rec(value).of).procedure).name}
            change={(name) => set({ of: { procedure: { name } } })}
            hint="名称包含，如 支架"
          />
          <Ago
            value={rec(value).days_ago}
            change={(days_ago) => change(without({ ...rec(value), days_ago }, 'days_ago', days_ago))}
          />
        </>
      );
    case 'had_encounter':
      return (
        <>
          <Picks
            value={rec(rec(rec(value).of).encounter).class}
            change={(cls) => set({ of: { encounter: { class: cls } } })}
            options={VISITS}
          />
          <Ago
            value={rec(value).days_ago}
            change={(days_ago) => change(without({ ...rec(value), days_ago }, 'days_ago', days_ago))}
          />
        </>
      );
    case 'absent_metric':
      return (
        <>
          <Metric
            value={rec(rec(rec(value).of).metric).code}
            change={(code) => set({ of: { metric: { code } } })}
            dictionary={dictionary}
          />
          <Days value={rec(value).days} change={(days) => set({ days })} word="天内没有" />
        </>
      );
    case 'absent_encounter':
      return <Days value={rec(value).days} change={(days) => set({ days })} word="天内没有就诊" />;
    case 'form_score':
      return (
        <>
          <Pick
            value={rec(value).form}
            change={(form) => set({ form })}
            options={(dictionary?.forms ?? []).map((form) => ({ value: form.code, label: form.name }))}
          />
          <Cmp value={rec(value).is} change={(is) => set({ is })} />
          <span>分</span>
        </>
      );
    case 'consent':
      return (
        <Pick
          value={value}
          change={change}
          options={(dictionary?.purposes ?? []).map((one) => ({ value: one.code, label: one.name }))}
        />
      );
    case 'pathway':
      return (
        <Pick
          value={rec(value).pathway}
          change={(pathway) => set({ pathway })}
          options={(dictionary?.pathways ?? []).map((one) => ({ value: one.code, label: one.name }))}
        />
      );
    default:
      return <Raw leaf={leaf} change={change} />;
  }
}

function without(value: Rec, key: string, given: unknown): Rec {
  if (given !== null && given !== undefined) return value;
  const { [key]: _gone, ...rest } = value;
  return rest;
}

/** A condition this editor has no fields for: kept as it is, and open to those who know the language. */
function Raw({ leaf, change }: { leaf: Leaf; change: (value: unknown) => void }) {
  const [text, setText] = useState(JSON.stringify(leaf.value));
  const [bad, setBad] = useState(false);
  const take = () => {
    try {
      change(JSON.parse(text));
      setBad(false);
    } catch {
      setBad(true);
    }
  };
  return (
    <span className="row grow">
      <code>{leaf.op}</code>
      <Input
        size="small"
        status={bad ? 'error' : ''}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={take}
        aria-label="高级条件"
      />
    </span>
  );
}
