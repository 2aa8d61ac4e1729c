import { CheckCircleFilled, CloseOutlined } from '@ant-design/icons';
import { api } from '@nq/api';
import type { Session, TourStep } from '@nq/api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';

const HIDE_KEY = 'nq.tour.hidden';

/** The steps are those of a health manager's first hour. */
export const hasTour = (session: Session): boolean => session.demo && session.user.role === 'health_manager';

function useTour() {
  const query = useQuery({
    queryKey: ['tour'],
    queryFn: () => api.get<{ steps: TourStep[] }>('/api/demo/tour'),
    refetchInterval: 8_000,
    retry: false,
  });
  const steps = query.data?.steps ?? [];
  return { steps, done: steps.filter((step) => step.done).length };
}

/** Five real steps above the workbench, ticked by what the server sees done, not by clicks on them. */
export function Tour() {
  const { steps, done } = useTour();
  const [hidden, setHidden] = useState(() => sessionStorage.getItem(HIDE_KEY) === '1');
  if (steps.length === 0 || hidden) return null;
  const next = steps.find((step) => !step.done);
  return (
    <aside className="tour no-print" aria-label="上手步骤">
      <b>
        {next ? '上手' : '都完成了'} {done}/{steps.length}
      </b>
      <ol>
        {steps.map((step, at) => (
          <li key={step.key} className={step.done ? 'done' : step === next ? 'next' : ''}>
            <Link to={step.path}>
              {step.done ? <CheckCircleFilled style={{ color: 'var(--c-green)' }} /> : <i>{at + 1}</i>}
              {step.title}
            </Link>
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="plain soft"
        aria-label="收起上手步骤"
        onClick={() => {
          sessionStorage.setItem(HIDE_KEY, '1');
          setHidden(true);
        }}
      >
        <CloseOutlined />
      </button>
    </aside>
  );
}

/** On other pages: how far one is, and what comes next. */
export function TourPill() {
  const { steps, done } = useTour();
  const next = steps.find((step) => !step.done);
  if (!next) return null;
  return (
    <Link to={next.path} className="tour-pill" title={`下一步：${next.title}`}>
      上手 {done}/{steps.length}
    </Link>
  );
}
