// 高血压 and 糖尿病 follow-ups by the national standard: what is known is offered, and once filed the class is said.
import { api } from '@nq/api';
import type { FiledAnswer, FormDef, Page, Task } from '@nq/api';
import { nowMs } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { App } from 'antd';
import { useMemo } from 'react';
import { offersOf } from '../../parts/offers';
import type { Offer, Prefill } from '../../parts/offers';
import { patientKey } from '../../parts/patientData';

const OFFICIAL = /^ph_followup_/;
const JUST_NOW_MS = 5 * 60_000;

interface FollowUp {
  offers: Record<string, Offer>;
  /** After filing: says the class that the server gave. */
  tell: () => void;
}

export function useFollowUp(task: Task, form: FormDef | null): FollowUp {
  const { notification } = App.useApp();
  const patient = task.patient.id;
  const official = form !== null && OFFICIAL.test(form.code);
  const query = useQuery({
    queryKey: [...patientKey(patient), 'prefill', form?.code],
    queryFn: () => api.get<Prefill>(`/api/patients/${patient}/forms/${form?.code}/prefill`),
    enabled: official && task.can.complete,
    staleTime: 60_000,
  });
  const offers = useMemo(() => (form ? offersOf(form, query.data, nowMs()) : {}), [form, query.data]);
  const tell = async () => {
    if (!official) return;
    const page = await api.get<Page<FiledAnswer>>(`/api/patients/${patient}/answers`, { size: 5 });
    const filed = classified(page.items, form.code, nowMs());
    if (!filed) return;
    const grave = filed.red_flags.length > 0;
    notification[grave ? 'warning' : 'info']({
      title: `${task.patient.name} 本次随访分类：${filed.band}`,
      description: [...filed.red_flags, '下次随访按分类排入任务。'].join(' '),
      duration: grave ? 0 : 8,
    });
  };
  return { offers, tell: () => void tell().catch(() => undefined) };
}

/** The answer to this form that was filed a moment ago and has a class. */
export function classified(items: FiledAnswer[], code: string, now: number): FiledAnswer | undefined {
  return items.find((one) => one.form_code === code && one.band && now - Date.parse(one.at) < JUST_NOW_MS);
}
