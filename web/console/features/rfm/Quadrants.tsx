import type { Rfm, RfmCell, RuleNode } from '@nq/api';
import { num, percent, yuan } from '@nq/common';
import { Link } from 'react-router';
import { useSession } from '../../session';

/** What to do with the people of a quadrant, in one line. */
const ADVICE: Record<string, string> = {
  core: '来得多、花费高：专人维护，优先预约。',
  potential: '花费高、来得少：提醒复诊，补上该做的检查。',
  ordinary: '来得多、花费低：按计划随访，推荐合适的服务包。',
  drifting: '来得少、花费低：低打扰问候，了解原因。',
};
/** Value upwards, loyalty to the right. */
const PLACES = ['potential', 'core', 'drifting', 'ordinary'];

const sum = (cells: RfmCell[], of: (cell: RfmCell) => number) => cells.reduce((all, cell) => all + of(cell), 0);

/** The 2×2 of value and loyalty; split, each quadrant by whether somebody was here lately. */
export function Quadrants({ rfm, split, dim }: { rfm: Rfm; split: boolean; dim: boolean }) {
  const may = ['health_manager', 'operations'].includes(useSession().user.role);
  const most = Math.max(1, ...PLACES.map((code) => sum(of(rfm, code), (cell) => cell.count)));
  return (
    <div className="rfm-plane" style={{ opacity: dim ? 0.65 : 1 }} aria-live="polite">
      <span className="rfm-up">花费高 ↑</span>
      <div className="rfm-grid">
        {PLACES.map((code) => {
          const cells = of(rfm, code);
          const count = sum(cells, (cell) => cell.count);
          return (
            <article key={code} className="rfm-cell">
              <div className="row between">
                <h2>{cells[0]?.quadrant_name ?? ''}</h2>
                <span className="soft small">{percent(count, rfm.of)}</span>
              </div>
              <div>
                <span className="rfm-count">{num(count)}</span>
                <span className="unit">人</span>
              </div>
              <i className="rfm-bar" style={{ width: `${(count / most) * 100}%` }} />
              <p className="soft small">时段内花费 {yuan(sum(cells, (cell) => cell.paid_fen))}</p>
              {split ? (
                <ul className="rfm-split">
                  {cells.map((cell) => (
                    <li key={cell.name} className="row between">
                      <span>{cell.r ? '近期来过' : '久未来院'}</span>
                      <span>
                        {num(cell.count)}
                        <span className="unit">人</span>
                      </span>
                    </li>
                  ))}
                </ul>
              ) : (
                <p className="small">{ADVICE[code]}</p>
              )}
              {may && (
                <Link to="/segments/new" state={{ rule: ruleOf(rfm, cells[0]) }} className="small rfm-make">
                  建成人群
                </Link>
              )}
            </article>
          );
        })}
      </div>
      <span className="rfm-right">来得多 →</span>
    </div>
  );
}

const of = (rfm: Rfm, code: string) => rfm.cells.filter((cell) => cell.quadrant === code);

/** A quadrant as a rule of the language, with the limits as they stand. */
function ruleOf(rfm: Rfm, cell: RfmCell | undefined): RuleNode {
  const { r_days, window_days, f_min, m_min_fen } = rfm.thresholds;
  const limits = { recent_days: r_days, window_days, visits: f_min, yuan: m_min_fen / 100 };
  return { all: [{ rfm: { ...limits, f: cell?.f ?? true, m: cell?.m ?? true } }] };
}
