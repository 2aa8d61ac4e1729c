import './marks.css';

export type Tone = 'red' | 'yellow' | 'warm' | 'green' | 'teal' | 'plain';

export interface Reason {
  text: string;
  tone?: Tone;
}

/** Why a task stands where it stands, in words. */
export function Reasons({ items }: { items: Reason[] }) {
  return (
    <span className="reasons">
      {items.map((item) => (
        <span key={item.text} className={`reason ${item.tone ?? 'plain'}`}>
          {item.text}
        </span>
      ))}
    </span>
  );
}

/** A state as dot and word, for table cells. */
export function Status({ text, tone = 'plain' }: { text: string; tone?: Tone }) {
  const ink: Record<Tone, string> = {
    red: 'var(--c-red)',
    yellow: 'var(--c-yellow)',
    warm: 'var(--c-warm)',
    green: 'var(--c-green)',
    teal: 'var(--c-primary)',
    plain: 'var(--c-disabled)',
  };
  return (
    <span className="status">
      <span className="dot" style={{ color: ink[tone] }} aria-hidden="true" />
      {text}
    </span>
  );
}
