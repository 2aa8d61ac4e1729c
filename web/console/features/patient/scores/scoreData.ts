// What the tab 风险评估 asks of the server.
import { api } from '@nq/api';
import type { ModelView, ScoreDetail, ScoreList } from '@nq/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { patientKey } from '../../../parts/patientData';

export const scorePath = (id: string, model: string) => `/api/patients/${id}/scores/${encodeURIComponent(model)}`;
const detailKey = (id: string, model: string) => [...patientKey(id), 'scores', model];

export function useScores(id: string) {
  return useQuery({
    queryKey: [...patientKey(id), 'scores'],
    queryFn: () => api.get<ScoreList>(`/api/patients/${id}/scores`),
  });
}

export function useScore(id: string, model: string) {
  return useQuery({ queryKey: detailKey(id, model), queryFn: () => api.get<ScoreDetail>(scorePath(id, model)) });
}

/** The card of a model: inputs with units, classes, source, licence. */
export function useModel(model: string): ModelView | null {
  const query = useQuery({
    queryKey: ['models'],
    queryFn: () => api.get<ModelView[]>('/api/models'),
    staleTime: 300_000,
  });
  return query.data?.find((one) => one.id === model) ?? null;
}

/** Takes over what a run or an override answers; header, grade and tags may have moved with it. */
export function useTakeScore(id: string) {
  const client = useQueryClient();
  return (detail: ScoreDetail) => {
    client.setQueryData(detailKey(id, detail.model), detail);
    void client.invalidateQueries({ queryKey: patientKey(id) });
  };
}
