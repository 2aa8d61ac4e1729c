import { api } from '@nq/api';
import type { Rfm, RfmMoves, RfmThresholds } from '@nq/api';
import { num } from '@nq/common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Select, Slider, Switch } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { AudienceTabs } from '../../parts/AudienceTabs';
import { ErrorState } from '../../parts/ErrorState';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { PeopleShown } from '../../parts/PeopleShown';
import { useSettled } from '../../parts/rule/useLook';
import { Quadrants } from './Quadrants';
import './rfm.css';

const USUAL: RfmThresholds = { r_days: 180, f_min: 3, m_min_fen: 300_000, window_days: 365 };
const same = (a: RfmThresholds, b: RfmThresholds) => JSON.stringify(a) === JSON.stringify(b);

/** RFM: value against loyalty, with the limits under the finger and the people who change their cell. */
export default function RfmPage() {
  const [limits, setLimits] = useState(USUAL);
  const [base, setBase] = useState(USUAL);
  const [split, setSplit] = useState(false);
  const settled = useSettled(limits);
  const now = useQuery({
    queryKey: ['rfm', settled],
    queryFn: () => api.get<Rfm>('/api/rfm', { ...settled }),
    placeholderData: keepPreviousData,
  });
  const moved = !same(settled, base);
  const moves = useQuery({
    queryKey: ['rfm', 'moves', base, settled],
    queryFn: () => api.post<RfmMoves>('/api/rfm/moves', { from: base, to: settled }),
    enabled: moved,
    placeholderData: keepPreviousData,
  });
  return (
    <div className="page">
      <PageHead title="RFM 分层" note="花费为纵，来院次数为横；拖动界限，人数和换格的人立即变化。">
        <label className="row">
          <Switch size="small" checked={split} onChange={setSplit} />
          按最近是否来过细分
        </label>
        <Button disabled={same(limits, base)} onClick={() => setLimits(base)}>
          恢复对照界限
        </Button>
        <Button disabled={same(limits, base)} onClick={() => setBase(limits)}>
          以现在为对照
        </Button>
      </PageHead>
      <AudienceTabs here="rfm" />
      <div className="rfm">
        <section className="card">
          <div className="body">
            <Loaded query={now}>
              {(rfm) => <Quadrants rfm={rfm} split={split} dim={now.isFetching || settled !== limits} />}
            </Loaded>
          </div>
        </section>
        <div className="stack">
          <Limits limits={limits} change={setLimits} />
          <section className="card" aria-live="polite">
            <div className="head">
              <h2>换格的人</h2>
              {moved && moves.data && (
                <span className="soft">
                  {num(moves.data.moved)}
                  <span className="unit">人</span>
                </span>
              )}
            </div>
            <div className="body">
              {!moved && <p className="soft">拖动界限后，这里列出从哪一格到哪一格。</p>}
              {moved && moves.error && <ErrorState error={moves.error} retry={() => void moves.refetch()} />}
              {moved && moves.data && <MovesList moves={moves.data} />}
            </div>
          </section>
        </div>
      </div>
    </div>
  );
}

function MovesList({ moves }: { moves: RfmMoves }) {
  if (moves.moved === 0) return <p className="soft">没有人换格。</p>;
  return (
    <>
      <ul className="rfm-moves">
        {moves.moves.map((move) => (
          <li key={move.from_name + move.to_name} className="row between">
            <span>
              {move.from_name} → <b>{move.to_name}</b>
            </span>
            <span className="nowrap">
              {num(move.count)}
              <span className="unit">人</span>
            </span>
          </li>
        ))}
      </ul>
      <h3 style={{ marginTop: 10 }}>其中几位</h3>
      <PeopleShown people={moves.sample} empty="不在您的查看范围。" />
    </>
  );
}

const WINDOWS = [90, 180, 365, 730].map((days) => ({ value: days, label: `近 ${days} 天` }));

function Limits({ limits, change }: { limits: RfmThresholds; change: (limits: RfmThresholds) => void }) {
  const set = (part: Partial<RfmThresholds>) => change({ ...limits, ...part });
  return (
    <section className="card">
      <div className="head">
        <h2>界限</h2>
        <span className="grow" />
        <Select
          size="small"
          value={limits.window_days}
          options={WINDOWS}
          onChange={(window_days) => set({ window_days })}
          aria-label="统计时段"
        />
      </div>
      <div className="body rfm-limits">
        <Limit label="来得多" value={`满 ${num(limits.f_min)} 次`}>
          <Slider min={1} max={24} value={limits.f_min} onChange={(f_min) => set({ f_min })} ariaLabelForHandle="次数" />
        </Limit>
        <Limit label="花费高" value={`满 ${num(limits.m_min_fen / 100)} 元`}>
          <Slider
            min={0}
            max={20_000}
            step={100}
            value={limits.m_min_fen / 100}
            onChange={(yuan) => set({ m_min_fen: yuan * 100 })}
            ariaLabelForHandle="金额，元"
          />
        </Limit>
        <Limit label="近期来过" value={`${num(limits.r_days)} 天内`}>
          <Slider
            min={7}
            max={730}
            value={limits.r_days}
            onChange={(r_days) => set({ r_days })}
            ariaLabelForHandle="最近来院，天"
          />
        </Limit>
      </div>
    </section>
  );
}

function Limit({ label, value, children }: { label: string; value: string; children: ReactNode }) {
  return (
    <div>
      <div className="row between">
        <span>{label}</span>
        <b>{value}</b>
      </div>
      {children}
    </div>
  );
}
