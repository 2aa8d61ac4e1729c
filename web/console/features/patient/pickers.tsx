// Selects that fetch what there is to choose from.
import { api } from '@nq/api';
import type { Colleague, PathwayRow, RuleDictionary, Template } from '@nq/api';
import { unitWord } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';

interface PickProps {
  value?: string;
  onChange?: (value: string) => void;
}
const find = { showSearch: { optionFilterProp: 'label' } } as const;

export function Metrics(props: PickProps) {
  const query = useQuery({
    queryKey: ['dictionary'],
    queryFn: () => api.get<RuleDictionary>('/api/rule-dictionary'),
    staleTime: 300_000,
  });
  return (
    <Select
      {...props}
      {...find}
      loading={query.isPending}
      options={(query.data?.metrics ?? []).map((one) => ({
        value: one.code,
        label: unitWord(one.unit) ? `${one.name}（${unitWord(one.unit)}）` : one.name,
      }))}
    />
  );
}
export function Pathways(props: PickProps) {
  const query = useQuery({ queryKey: ['pathways'], queryFn: () => api.get<PathwayRow[]>('/api/pathways') });
  return (
    <Select
      {...props}
      {...find}
      loading={query.isPending}
      options={(query.data ?? [])
        .filter((one) => one.state === 'published')
        .map((one) => ({ value: one.code, label: one.name }))}
    />
  );
}
export function Templates(props: PickProps) {
  const query = useQuery({ queryKey: ['templates'], queryFn: () => api.get<Template[]>('/api/templates') });
  return (
    <Select
      {...props}
      {...find}
      loading={query.isPending}
      options={(query.data ?? []).map((one) => ({ value: one.code, label: one.name }))}
    />
  );
}
export function Staff(props: PickProps) {
  const query = useQuery({ queryKey: ['colleagues'], queryFn: () => api.get<Colleague[]>('/api/colleagues') });
  return (
    <Select
      {...props}
      {...find}
      loading={query.isPending}
      options={(query.data ?? []).map((one) => ({ value: one.id, label: `${one.name} · ${one.role_name}` }))}
    />
  );
}
