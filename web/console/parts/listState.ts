import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Query } from '@nq/api';

export interface ListState {
  page: number;
  size: number;
  sort: string | null;
  values: Record<string, string>;
  query: Query;
  set: (changes: Record<string, string | null>) => void;
  setPage: (page: number, size: number) => void;
  setSort: (sort: string | null) => void;
  clear: () => void;
}

const OWN = ['page', 'size', 'sort'];

/** Where one is in a list lives in the address: it survives reload, back and being sent to a colleague. */
export function useListState(prefix = '', defaultSize = 20): ListState {
  const [params, setParams] = useSearchParams();
  return useMemo(() => {
    const mine = [...params.entries()]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value] as const);
    const all = Object.fromEntries(mine);
    const values = Object.fromEntries(mine.filter(([key]) => !OWN.includes(key)));
    const page = Math.max(1, Number(all.page) || 1);
    const size = Math.min(200, Number(all.size) || defaultSize);
    const sort = all.sort ?? null;
    const change = (changes: Record<string, string | null>) =>
      setParams(
        (old) => {
          const next = new URLSearchParams(old);
          for (const [key, value] of Object.entries(changes)) {
            if (value === null || value === '') next.delete(prefix + key);
            else next.set(prefix + key, value);
          }
          return next;
        },
        { replace: true },
      );
    return {
      page,
      size,
      sort,
      values,
      query: { ...values, page, size, sort },
      set: (changes) => change({ ...changes, page: null }),
      setPage: (to, rows) =>
        change({ page: to === 1 ? null : String(to), size: rows === defaultSize ? null : String(rows) }),
      setSort: (to) => change({ sort: to, page: null }),
      clear: () => change({ ...Object.fromEntries(Object.keys(values).map((key) => [key, null])), page: null }),
    };
  }, [params, setParams, prefix, defaultSize]);
}
