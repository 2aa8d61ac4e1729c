import { api } from '@nq/api';
import type { AlertView, Page } from '@nq/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { mayOpen, useNow, useSession } from '../session';
import { AlertClock, AlertLevel } from './AlertMarks';
import { patientKey } from './patientData';
import './patient.css';

/** The alerts of this person that are not closed, right under the head; nothing when there are none. */
export function OpenAlerts({ id }: { id: string }) {
  const allowed = mayOpen(useSession(), 'alerts');
  const now = useNow();
  const query = useQuery({
    queryKey: [...patientKey(id), 'alerts'],
    queryFn: () => api.get<Page<AlertView>>('/api/alerts', { state: 'open', patient_id: id, size: 5 }),
    enabled: allowed,
    refetchInterval: 60_000,
  });
  const page = query.data;
  if (!page || page.total === 0) return null;
  return (
    <ul className="phead-alerts" aria-label="未关闭的预警">
      {page.items.map((alert) => (
        <li key={alert.id}>
          <Link to={`/alerts?patient_id=${id}&alert=${alert.id}`} className="row wrap">
            <AlertLevel level={alert.level} />
            <b>{alert.title}</b>
            <span className="grow phead-alert-said">{alert.sentence}</span>
            <AlertClock alert={alert} now={now} />
          </Link>
        </li>
      ))}
      {page.total > page.items.length && (
        <li>
          <Link to={`/alerts?patient_id=${id}`}>共 {page.total} 条预警</Link>
        </li>
      )}
    </ul>
  );
}
