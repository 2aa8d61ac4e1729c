// The calls of a form link.
import { type Answers, type FormDef, api } from '@nq/api';
import { setNow } from '@nq/common';
import type { House } from '../shell/Frame';

export interface FormLink extends House {
  /** The hospital's time: days are counted by it, not by this phone's clock. */
  now: string;
  state: 'open' | 'done' | 'expired';
  patient: { title: string } | null;
  form: FormDef | null;
  answers: Answers | null;
  expires_at: string | null;
  message: string | null;
}

export interface Saved {
  errors?: { item: string; message: string }[];
}

export interface Received {
  thanks: string | null;
  band?: { label: string } | string | null;
  next: string | null;
}

const at = (token: string, rest = '') => `/api/h5/links/${encodeURIComponent(token)}${rest}`;

export async function readLink(token: string): Promise<FormLink> {
  const link = await api.get<FormLink>(at(token));
  setNow(link.now);
  return link;
}
export const saveAnswers = (token: string, answers: Answers) => api.put<Saved | undefined>(at(token, '/answers'), { answers });
export const submitAnswers = (token: string, answers: Answers) => api.post<Received>(at(token, '/submit'), { answers });
