import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { ErrorState } from './ErrorState';
import { useSlow } from './useSlow';

interface QueryLike<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** The three states of anything fetched: waiting, failed, here. */
export function Loaded<T>({
  query,
  children,
  skeleton,
}: {
  query: QueryLike<T>;
  children: (data: T) => ReactNode;
  skeleton?: ReactNode;
}) {
  const slow = useSlow(query.isPending);
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!slow) return null;
  return (
    <>
      {skeleton ?? (
        <div style={{ padding: 16 }}>
          <Skeleton active paragraph={{ rows: 4 }} title={false} />
        </div>
      )}
    </>
  );
}
