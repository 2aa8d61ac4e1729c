// One thing to say on a whole screen: a link that has ended, no network, an answer received.
import type { ReactNode } from 'react';
import { Call, Frame, type House } from './Frame';

interface Props {
  house: House | null;
  title: string;
  children?: ReactNode;
  /** What one can do here. */
  action?: { label: string; onTap: () => void };
  mark?: 'good' | 'plain';
}

export function Notice({ house, title, children, action, mark = 'plain' }: Props) {
  const foot = (action || house?.phone) && (
    <>
      {action && (
        <button type="button" className="button main" onClick={action.onTap}>
          {action.label}
        </button>
      )}
      {house?.phone && <Call phone={house.phone} className={`button ${action ? 'quiet' : 'main'}`} label={`打电话 ${house.phone}`} />}
    </>
  );
  return (
    <Frame house={house} foot={foot}>
      <section className="notice" role="status">
        {mark === 'good' && (
          <svg className="notice-mark" viewBox="0 0 48 48" aria-hidden="true">
            <circle cx="24" cy="24" r="22" />
            <path d="m14 25 7 7 13-15" />
          </svg>
        )}
        <h1>{title}</h1>
        {children}
      </section>
    </Frame>
  );
}
