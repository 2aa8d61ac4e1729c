import { api } from '@nq/api';
import type { ScoreDetail, WhatIfView } from '@nq/api';
import { unitWord } from '@nq/common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Slider, Switch } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { ErrorState } from '../../../parts/ErrorState';
import { allAtTarget, leversOf, triedInputs } from './levers';
import type { Lever, Tried } from './levers';
import { scorePath } from './scoreData';
import { changeWords, figure, withUnit } from './scoreGroups';
import { ScoreBadge } from './ScoreBadge';

const WAIT_MS = 250;

/** What would come out if the person changed something. Nothing is stored, and the limits stand below it. */
export function WhatIf({ patientId, detail }: { patientId: string; detail: ScoreDetail }) {
  const { what_if, limits } = detail.explanation;
  const levers = useMemo(() => leversOf(what_if, detail.filled), [what_if, detail.filled]);
  const [tried, setTried] = useState<Tried>({});
  const unit = detail.latest?.unit ?? '';
  if (what_if.length === 0 && limits.length === 0) return null;
  const alone = what_if.filter((one) => !levers.some((lever) => lever.code === one.code));
  return (
    <section>
      <div className="row between">
        <h2>如果改变</h2>
        {levers.length > 1 && (
          <span className="row">
            <Button size="small" onClick={() => setTried(allAtTarget(levers))}>
              全部达到目标
            </Button>
            <Button size="small" disabled={Object.keys(tried).length === 0} onClick={() => setTried({})}>
              还原
            </Button>
          </span>
        )}
      </div>
      {levers.map((lever) => (
        <LeverRow
          key={lever.code}
          lever={lever}
          unit={unit}
          value={tried[lever.code]}
          change={(value) => setTried({ ...tried, [lever.code]: value })}
        />
      ))}
      {alone.map((one) => (
        <p key={one.code} className="lever">
          {one.label}
          <span className="soft lever-now">{changeWords(one.change, unit)}</span>
        </p>
      ))}
      {levers.length > 0 && (
        <Answer
          patientId={patientId}
          model={detail.model}
          inputs={triedInputs(levers, tried)}
          limitsBelow={limits.length > 0}
        />
      )}
      <ul className="limits soft small">
        {limits.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  lever: Lever;
  unit: string;
  value: number | boolean | undefined;
  change: (value: number | boolean) => void;
}

function LeverRow({ lever, unit, value, change }: RowProps) {
  return (
    <div className="lever">
      <span>
        {lever.label}
        <span className="soft small" style={{ display: 'block' }}>
          只做这一项：{changeWords(lever.lever.change, unit)}，为 {withUnit(lever.lever.value, unit)}
          {lever.lever.category ? `（${lever.lever.category}）` : ''}
        </span>
      </span>
      {lever.kind === 'switch' ? (
        <Switch className="lever-switch" checked={value === true} onChange={change} aria-label={lever.label} />
      ) : (
        <span>
          <Slider
            min={lever.target}
            max={lever.now}
            step={lever.step}
            value={typeof value === 'number' ? value : lever.now}
            onChange={change}
            reverse
            included={false}
            ariaLabelForHandle={lever.label}
            tooltip={{ formatter: null }}
          />
          <span className="row between small">
            <span>
              现在 {figure(lever.now)} → <b>{figure(typeof value === 'number' ? value : lever.now)}</b>
              <span className="unit">{unitWord(lever.unit)}</span>
            </span>
            <span className="soft">目标 {figure(lever.target)}</span>
          </span>
        </span>
      )}
    </div>
  );
}

interface AnswerProps {
  patientId: string;
  model: string;
  inputs: Record<string, unknown>;
  /** The same limits already stand under the controls. */
  limitsBelow: boolean;
}

function Answer({ patientId, model, inputs, limitsBelow }: AnswerProps) {
  const wanted = JSON.stringify(inputs);
  const [asked, setAsked] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), WAIT_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const nothing = asked === '{}';
  const query = useQuery({
    queryKey: ['what-if', patientId, model, asked],
    queryFn: () => api.post<WhatIfView>(`${scorePath(patientId, model)}/what-if`, { inputs: JSON.parse(asked) as object }),
    enabled: !nothing,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  if (nothing) return <p className="what-if soft">拨动上面的一项或几项，看合起来的结果。</p>;
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const view = query.data;
  if (!view) return <p className="what-if soft">正在推算</p>;
  return (
    <div className="what-if" aria-live="polite">
      {view.status === 'done' ? (
        <span className="row wrap">
          <span>
            {withUnit(view.before, view.unit)} → <b>{withUnit(view.after, view.unit)}</b>
          </span>
          <ScoreBadge level={view.level} word={view.after_label} />
          {view.change !== null && <span>{changeWords(view.change, view.unit)}</span>}
        </span>
      ) : (
        view.sentence
      )}
      {!limitsBelow && (
        <span className="soft small" style={{ display: 'block' }}>
          {view.limits.join('；')}。
        </span>
      )}
    </div>
  );
}
