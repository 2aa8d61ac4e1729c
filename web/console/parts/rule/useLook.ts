// What the server says of a rule while it is typed: asked a moment after the last key, the last answer stays until the next.
import { api } from '@nq/api';
import type { AudienceLook, RuleNode } from '@nq/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { NodeFacts } from './treeContext';
import { unfinished } from './tree';

export interface LookAsk {
  /** A past day; null: now. */
  asOf?: string | null;
  purpose?: string | null;
  compare?: string[];
  /** `false`: the size alone. */
  parts?: boolean;
}

const WAIT_MS = 120;

/** The value as it was when it last stood still for `ms`. */
export function useSettled<T>(value: T, ms = WAIT_MS): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

export function useLook(rule: RuleNode, ask: LookAsk = {}) {
  const body = JSON.stringify({
    rule,
    as_of: ask.asOf ?? null,
    purpose: ask.purpose ?? null,
    compare: ask.compare ?? [],
    parts: ask.parts ?? true,
  });
  const settled = useSettled(body);
  const holes = unfinished(rule);
  const query = useQuery({
    queryKey: ['audience', 'look', settled],
    queryFn: () => api.post<AudienceLook>('/api/audience/look', JSON.parse(settled)),
    enabled: holes === 0 && unfinished((JSON.parse(settled) as { rule: RuleNode }).rule) === 0,
    placeholderData: keepPreviousData,
  });
  const look = query.data;
  const waiting = query.isFetching || body !== settled || holes > 0;
  const errors = useMemo(
    () => Object.fromEntries((look?.errors ?? []).map((one) => [one.path, one.message])),
    [look?.errors],
  );
  const nodes = useMemo(
    () => Object.fromEntries((look?.nodes ?? []).map((node): [string, NodeFacts] => [node.path, node])),
    [look?.nodes],
  );
  return { look, holes, waiting, errors, nodes, error: query.error, refetch: query.refetch };
}

export type Look = ReturnType<typeof useLook>;
