// What several pages ask of one person, under the same names, so that one answer serves all of them.
import { api } from '@nq/api';
import type { MetricSeries, MetricSummary, Patient } from '@nq/api';
import { useQuery } from '@tanstack/react-query';

export const patientKey = (id: string) => ['patient', id] as const;

export function usePatient(id: string | null) {
  return useQuery({
    queryKey: [...patientKey(id ?? ''), 'header'],
    queryFn: () => api.get<Patient>(`/api/patients/${id}`),
    enabled: id !== null,
  });
}

export function useMetrics(id: string) {
  return useQuery({
    queryKey: [...patientKey(id), 'metrics'],
    queryFn: () => api.get<MetricSummary[]>(`/api/patients/${id}/metrics`),
  });
}

export function useMetric(id: string, code: string, from: string | null = null) {
  return useQuery({
    queryKey: [...patientKey(id), 'metric', code, from],
    queryFn: () => api.get<MetricSeries>(`/api/patients/${id}/metrics/${encodeURIComponent(code)}`, { from }),
  });
}

export async function unmask(id: string, field: 'phone' | 'address', reason: string): Promise<string> {
  const { value } = await api.post<{ value: string }>(`/api/patients/${id}/unmask`, { field, reason });
  return value;
}
