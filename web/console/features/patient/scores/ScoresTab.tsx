import type { Patient, ScoreItem, ScoreList } from '@nq/api';
import { shortTime } from '@nq/common';
import { Drawer } from 'antd';
import { useState } from 'react';
import { Empty } from '../../../parts/Empty';
import { Loaded } from '../../../parts/Loaded';
import { ScoreBadge, Unproven } from './ScoreBadge';
import { ScoreDrawer } from './ScoreDrawer';
import { useScores } from './scoreData';
import { familiesOf, labelOf, levelOf, sourcesOf, withUnit } from './scoreGroups';
import type { ScoreFamily } from './scoreGroups';
import './scores.css';

/** 风险评估: every model that is on, by family; what is missing says what to measure, what does not apply is folded. */
export function ScoresTab({ patient }: { patient: Patient }) {
  const query = useScores(patient.id);
  const [open, setOpen] = useState<ScoreItem | null>(null);
  return (
    <>
      <Loaded query={query}>{(list) => <Families list={list} open={setOpen} />}</Loaded>
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        size={680}
        destroyOnHidden
        title={open?.name}
        styles={{ body: { padding: '16px 20px 32px' } }}
      >
        {open && <ScoreDrawer patient={patient} model={open.model} />}
      </Drawer>
    </>
  );
}

function Families({ list, open }: { list: ScoreList; open: (item: ScoreItem) => void }) {
  if (list.items.length === 0)
    return (
      <div className="card">
        <Empty text="没有启用的评估模型。可在“风险模型”里启用。" />
      </div>
    );
  return (
    <div className="stack">
      {familiesOf(list.items).map((one) => (
        <Family key={one.family} family={one} open={open} />
      ))}
      <p className="soft small">{list.support}。</p>
    </div>
  );
}

function Family({ family, open }: { family: ScoreFamily; open: (item: ScoreItem) => void }) {
  const [unfolded, setUnfolded] = useState(false);
  return (
    <section className="card">
      <div className="head">
        <h2>{family.family}</h2>
        {family.folded.length > 0 && (
          <button
            type="button"
            className="plain soft small score-fold"
            aria-expanded={unfolded}
            onClick={() => setUnfolded(!unfolded)}
          >
            {unfolded ? '收起' : '展开'}不适用的 {family.folded.length} 项
          </button>
        )}
      </div>
      {family.shown.map((item) => (
        <Row key={item.model} item={item} open={open} />
      ))}
      {family.shown.length === 0 && !unfolded && <p className="soft score-none">没有适用于此人的项目。</p>}
      {unfolded && family.folded.map((item) => <Row key={item.model} item={item} open={open} />)}
    </section>
  );
}

function Row({ item, open }: { item: ScoreItem; open: (item: ScoreItem) => void }) {
  return (
    <button type="button" className="plain score-row" onClick={() => open(item)}>
      <span className="score-name">
        <span className="strong">{item.name}</span> <Unproven verification={item.verification} />
      </span>
      <Result item={item} />
      <span className="soft small score-when">
        {item.latest && shortTime(item.latest.created_at)}
        <span className="score-source">{sourcesOf(item.latest).join('、')}</span>
      </span>
      <span className="score-go" aria-hidden="true">
        ›
      </span>
    </button>
  );
}

function Result({ item }: { item: ScoreItem }) {
  if (item.status === 'not_applicable') return <span className="soft score-said">不适用：{item.reason}</span>;
  if (item.status === 'incomplete')
    return (
      <span className="score-said">
        <span className="warm">还缺 {item.missing.map((one) => one.name).join('、')}</span>
        {item.missing[0] && <span className="soft small score-next">下一步：{item.missing[0].what_to_measure}</span>}
      </span>
    );
  const label = labelOf(item);
  return (
    <span className="score-said score-result">
      <span className="score-value">
        {item.latest?.value !== null && item.latest?.value !== undefined && withUnit(item.latest.value, item.latest.unit)}
      </span>
      {label && <ScoreBadge level={levelOf(item)} word={label} />}
      {item.override && <span className="reason warm">人工</span>}
      {item.latest?.extrapolated && <span className="soft small">超出适用范围，仅供参考</span>}
      {item.latest?.inputs.some((one) => one.assumed) && <span className="reason">含推定</span>}
      {item.latest === null && <span className="soft">资料已齐，尚未评估</span>}
    </span>
  );
}
