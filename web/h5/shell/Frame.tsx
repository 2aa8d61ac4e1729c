// What stands on every page of a patient: the hospital, a real person of the care team, large type, the telephone.
import type { ReactNode } from 'react';
import { useLargeType } from './largeType';

export interface House {
  hospital: string;
  phone: string | null;
  nurse: { name: string; role_name: string } | null;
}

export function Frame({ house, children, foot }: { house: House | null; children: ReactNode; foot?: ReactNode }) {
  const [large, toggle] = useLargeType();
  return (
    <div className="frame">
      <header className="head">
        <div className="head-who">
          <strong>{house?.hospital ?? '健康随访'}</strong>
          <span>{house?.nurse ? `${house.nurse.role_name} ${house.nurse.name}` : '健康管理团队'}</span>
        </div>
        <button type="button" className="head-button" aria-pressed={large} onClick={toggle}>
          大字
        </button>
        {house?.phone && <Call phone={house.phone} className="head-button call" label="电话" />}
      </header>
      <main className="body">{children}</main>
      {foot && <footer className="foot">{foot}</footer>}
    </div>
  );
}

export function Call({ phone, label, className }: { phone: string; label: string; className: string }) {
  return (
    <a className={className} href={`tel:${phone.replace(/[^\d+]/g, '')}`} aria-label={`打电话给医院 ${phone}`}>
      <svg viewBox="0 0 24 24" width="1em" height="1em" aria-hidden="true">
        <path
          fill="currentColor"
          d="M6.6 3.2 9.4 3l1.8 4.6-2 1.9a13 13 0 0 0 5.3 5.3l1.9-2 4.6 1.8-.2 2.8c-.1 1.7-1.5 3-3.2 2.9C10.3 19.8 4.2 13.7 3.7 6.4 3.6 4.7 4.9 3.3 6.6 3.2z"
        />
      </svg>
      {label}
    </a>
  );
}
