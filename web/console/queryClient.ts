import { ApiError, whenSignedOut } from '@nq/api';
import { QueryClient } from '@tanstack/react-query';
import { SESSION_KEY } from './session';

/** A rule that said no says no again: only faults and broken lines are tried a second time. */
function worthRetrying(count: number, error: Error): boolean {
  const refused = error instanceof ApiError && error.status >= 400 && error.status < 500;
  return !refused && count < 1;
}

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: worthRetrying, staleTime: 5_000, refetchOnWindowFocus: true } },
});

whenSignedOut(() => queryClient.setQueryData(SESSION_KEY, null));
