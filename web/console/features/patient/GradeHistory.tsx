import { api } from '@nq/api';
import type { GradeView } from '@nq/api';
import { date } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Loaded } from '../../parts/Loaded';
import { patientKey } from '../../parts/patientData';
import { RiskBadge } from '../../parts/RiskBadge';
import { Why } from '../../parts/Why';
import './patient-page.css';

/** How the grade came to be what it is, change by change, each with its receipt. */
export function GradeHistory({ id }: { id: string }) {
  const query = useQuery({
    queryKey: [...patientKey(id), 'grade'],
    queryFn: () => api.get<GradeView>(`/api/patients/${id}/grade`),
  });
  return (
    <section className="card">
      <div className="head">
        <h2>分级经过</h2>
      </div>
      <div className="body">
        <Loaded query={query}>
          {(view) =>
            view.history.length === 0 ? (
              <p className="soft">还没有评估。首次检验或问卷入档后自动评估。</p>
            ) : (
              <ul className="stack tight">
                {view.history.slice(0, 6).map((row) => (
                  <li key={row.from} className="row top">
                    <RiskBadge level={row.grade} bare />
                    <span className="grow">
                      {row.sentence}
                      {row.override && (
                        <span className="reason warm" style={{ marginLeft: 6 }}>
                          人工
                        </span>
                      )}{' '}
                      {row.receipt_id && <Why kind="grade" id={id} receiptId={row.receipt_id} label={row.sentence} />}
                    </span>
                    <span className="soft small nowrap">{date(row.from)}</span>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </section>
  );
}
