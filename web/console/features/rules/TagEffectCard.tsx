import { api } from '@nq/api';
import type { RuleNode, Tag, TagEffect } from '@nq/api';
import { num } from '@nq/common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ErrorState } from '../../parts/ErrorState';
import { PeopleShown } from '../../parts/PeopleShown';
import { unfinished } from '../../parts/rule/tree';
import { useSettled } from '../../parts/rule/useLook';
import type { Look } from '../../parts/rule/useLook';

/** 谁会新增、谁会失去: the rule as it is typed against who carries the tag now. */
export function TagEffectCard({ tag, rule, found }: { tag: Tag | null; rule: RuleNode; found: Look }) {
  const settled = useSettled(rule);
  const query = useQuery({
    queryKey: ['tags', 'effect', tag?.code, JSON.stringify(settled)],
    queryFn: () => api.post<TagEffect>(`/api/tags/${encodeURIComponent(tag?.code ?? '')}/effect`, { rule: settled }),
    enabled: tag !== null && unfinished(settled) === 0 && found.look?.errors.length === 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  // A tag that does not exist yet is carried by nobody: whoever fits would get it.
  const effect: TagEffect | undefined = tag ? query.data : asNew(found);
  const waiting = found.waiting || query.isFetching;
  return (
    <section className="card tag-effect" aria-live="polite">
      <div className="head">
        <h2>发布后</h2>
        <span className="grow" />
        {found.look?.size != null && <span className="soft">共 {num(found.look.size)} 人符合</span>}
      </div>
      <div className="body stack tight">
        {found.holes > 0 && <p className="warm">还有 {found.holes} 处没有填完。</p>}
        {(found.error || query.error) && <ErrorState error={found.error ?? query.error} />}
        {effect && (
          <div className="stack" style={{ opacity: waiting ? 0.55 : 1 }}>
            <div className="tag-numbers">
              <Number word="会新增" count={effect.gain} mark="＋" />
              <Number word="会失去" count={effect.lose} mark="−" />
              <Number word="保持" count={effect.stay} mark="" />
            </div>
            <div>
              <h3>会新增的几位</h3>
              <PeopleShown people={effect.gain_sample} empty="没有人新增，或不在您的查看范围。" />
            </div>
            <div>
              <h3>会失去的几位</h3>
              <PeopleShown people={effect.lose_sample} empty="没有人失去，或不在您的查看范围。" />
            </div>
          </div>
        )}
      </div>
    </section>
  );
}

function asNew(found: Look): TagEffect | undefined {
  if (found.look?.size == null) return undefined;
  return { gain: found.look.size, lose: 0, stay: 0, gain_sample: found.look.sample, lose_sample: [] };
}

function Number({ word, count, mark }: { word: string; count: number; mark: string }) {
  return (
    <div>
      <span className="soft">{word}</span>
      <div className="tag-number">
        {count > 0 && mark}
        {num(count)}
        <span className="unit">人</span>
      </div>
    </div>
  );
}
