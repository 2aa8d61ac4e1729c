import { riskLook } from '@nq/common';
import '../../../parts/marks.css';

/** A model's own class (超重, G2, 高危) in the colour and shape of its level; a class without colour stands plain. */
export function ScoreBadge({ level, word }: { level: string; word: string | null }) {
  const look = riskLook(level);
  const plain = look.shape === '○';
  return (
    <span className={`risk${plain ? ' unrated' : ''}`} style={{ color: look.ink, background: look.ground }}>
      <i aria-hidden="true">{look.shape}</i>
      {word ?? look.word}
    </span>
  );
}

/** Who stands behind a model: an unproven one says so wherever its result stands. */
export function Unproven({ verification }: { verification: string }) {
  return verification === '未核实' ? <span className="reason warm">未核实</span> : null;
}
