import { lazy, Suspense } from 'react';
import { ErrorState } from '../parts/ErrorState';
import { SessionContext, useSessionQuery } from '../session';
import { Shell } from './Shell';

const Login = lazy(() => import('../features/login/Login'));

/** Signed in: the shell. Not signed in: the login page, at the same address, so that one arrives where one wanted to go. */
export function Gate() {
  const session = useSessionQuery();
  if (session.data)
    return (
      <SessionContext value={session.data}>
        <Shell />
      </SessionContext>
    );
  if (session.data === null)
    return (
      <Suspense fallback={null}>
        <Login />
      </Suspense>
    );
  if (session.error) return <ErrorState error={session.error} retry={() => void session.refetch()} />;
  return null;
}
