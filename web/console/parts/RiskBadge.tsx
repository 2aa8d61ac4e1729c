import { riskLook } from '@nq/common';
import './marks.css';

/** 红黄绿 as colour, shape and word; `bare` leaves the ground away for dense rows. */
export function RiskBadge({ level, bare = false }: { level: string | null | undefined; bare?: boolean }) {
  // No level at all means that this role may not see it; not rated is a level of its own (`none`).
  if (!level) return <span className="soft">—</span>;
  const look = riskLook(level);
  const unrated = look.shape === '○';
  return (
    <span
      className={`risk${unrated ? ' unrated' : ''}${bare ? ' bare' : ''}`}
      style={{ color: look.ink, background: look.ground }}
    >
      <i aria-hidden="true">{look.shape}</i>
      {look.word}
    </span>
  );
}
