import { alertClock, alertLevel } from './alertClock';
import type { AlertView } from '@nq/api';
import './marks.css';

/** 红色 or 黄色 as colour, shape and word. */
export function AlertLevel({ level }: { level: string }) {
  const look = alertLevel(level);
  return (
    <span className={`reason ${look.tone}`}>
      <i aria-hidden="true" style={{ fontStyle: 'normal', fontSize: 9 }}>
        {look.shape}
      </i>
      {look.word}
    </span>
  );
}

/** How long it may still wait. */
export function AlertClock({ alert, now }: { alert: AlertView; now: number }) {
  const clock = alertClock(alert, now);
  const ink = { red: 'bad strong', warm: 'warm strong', teal: 'soft', plain: 'soft' } as Record<string, string>;
  return <span className={`nowrap ${ink[clock.tone] ?? ''}`}>{clock.text}</span>;
}
