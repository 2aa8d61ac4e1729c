import type { ReactNode } from 'react';

/** The title of a page, one sentence under it, its acts at the right. */
export function PageHead({ title, note, children }: { title: string; note?: ReactNode; children?: ReactNode }) {
  return (
    <header className="page-head">
      <div className="grow">
        <h1>{title}</h1>
        {note && <p>{note}</p>}
      </div>
      <div className="row no-print">{children}</div>
    </header>
  );
}
