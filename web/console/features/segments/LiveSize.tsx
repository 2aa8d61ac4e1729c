import { api } from '@nq/api';
import type { RuleNode, RulePreview } from '@nq/api';
import { num } from '@nq/common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ErrorState } from '../../parts/ErrorState';
import { PatientName } from '../../parts/PatientName';
import { RiskBadge } from '../../parts/RiskBadge';
import { wordsOf } from '../../parts/wordsOf';
import { sexWord } from '../../parts/words';
import { unfinished } from './tree';
import './segments.css';

/** How many the rule finds now, the rule read aloud, and some of those found with why they are in. */
export function LiveSize({ rule, found }: { rule: RuleNode; found?: (errors: Record<string, string>) => void }) {
  const [asked, setAsked] = useState<RuleNode | null>(null);
  useEffect(() => {
    if (unfinished(rule) > 0) return undefined;
    const timer = setTimeout(() => setAsked(rule), 350);
    return () => clearTimeout(timer);
  }, [rule]);
  const query = useQuery({
    queryKey: ['rule-preview', JSON.stringify(asked)],
    queryFn: () => api.post<RulePreview>('/api/rules/preview', { rule: asked }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
  const preview = query.data;
  useEffect(() => {
    if (preview) found?.(Object.fromEntries(preview.errors.map((one) => [one.path, one.message])));
  }, [preview, found]);
  const holes = unfinished(rule);
  return (
    <aside className="card seg-live" aria-live="polite">
      <div className="head">
        <h2>实时人数</h2>
        <span className="grow" />
        {preview && <span className="soft small">{num(preview.took_ms)} 毫秒</span>}
      </div>
      <div className="body stack">
        {holes > 0 && <p className="warm">还有 {holes} 个条件没有填完。</p>}
        {query.error && <ErrorState error={query.error} retry={() => void query.refetch()} />}
        {preview && (
          <>
            <div style={{ opacity: query.isFetching || holes > 0 ? 0.5 : 1 }}>
              <span className="seg-size">{num(preview.size)}</span>
              <span className="unit">人{preview.of > 0 ? `，共 ${num(preview.of)} 人` : ''}</span>
              {preview.left_out && preview.left_out.count > 0 && (
                <p className="soft">
                  另有 {num(preview.left_out.count)} 人未计入：{wordsOf(preview.left_out.why).join('；')}
                </p>
              )}
            </div>
            <p>{preview.sentence}</p>
            {preview.sample.length > 0 && (
              <div>
                <h3>其中几位</h3>
                <ul className="sample">
                  {preview.sample.map((person) => (
                    <li key={person.patient_id}>
                      <div className="row">
                        <PatientName id={person.patient_id} name={person.name_masked} />
                        <span className="soft">
                          {sexWord(person.sex)} {person.age ?? '—'}
                        </span>
                        <RiskBadge level={person.grade} bare />
                      </div>
                      <p className="small soft">{wordsOf(person.reasons).join('；')}</p>
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </>
        )}
      </div>
    </aside>
  );
}
