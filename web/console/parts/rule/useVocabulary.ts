// The hospital's own words that a rule may use, from the rooms that keep them.
import { api } from '@nq/api';
import type { FormRow, PathwayRow, RuleDictionary } from '@nq/api';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Choice, Source } from './kinds';

export interface Vocabulary {
  metrics: RuleDictionary['metrics'];
  list: (source: Source) => Choice[];
}

const KEPT = { staleTime: 300_000, retry: false } as const;
const choices = (rows: { code: string; name: string }[] = []): Choice[] =>
  rows.map((row) => ({ value: row.code, label: row.name }));

export function useVocabulary(): Vocabulary {
  const { data: words } = useQuery({
    queryKey: ['dictionary'],
    queryFn: () => api.get<RuleDictionary>('/api/rule-dictionary'),
    ...KEPT,
  });
  const { data: forms } = useQuery({
    queryKey: ['forms'],
    queryFn: () => api.get<FormRow[]>('/api/forms'),
    ...KEPT,
  });
  const { data: pathways } = useQuery({
    queryKey: ['pathways'],
    queryFn: () => api.get<PathwayRow[]>('/api/pathways'),
    ...KEPT,
  });
  const { data: sites } = useQuery({
    queryKey: ['sites'],
    queryFn: () => api.get<{ id: string; name: string }[]>('/api/sites'),
    ...KEPT,
  });
  return useMemo(() => {
    const list = (source: Source): Choice[] => {
      if (source === 'forms') return (forms ?? []).map((form) => ({ value: form.code, label: form.title }));
      if (source === 'pathways') return (pathways ?? []).map((one) => ({ value: one.code, label: one.name }));
      if (source === 'sites') return (sites ?? []).map((site) => ({ value: site.id, label: site.name }));
      return choices(words?.[source]);
    };
    return { metrics: words?.metrics ?? [], list };
  }, [words, forms, pathways, sites]);
}
