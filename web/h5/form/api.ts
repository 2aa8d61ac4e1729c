// The calls of a form link.
import { type Answers, type FormDef, api } from '@nq/api';
import type { House } from '../shell/Frame';

export interface FormLink extends House {
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

export const readLink = (token: string) => api.get<FormLink>(at(token));
export const saveAnswers = (token: string, answers: Answers) => api.put<Saved | undefined>(at(token, '/answers'), { answers });
export const submitAnswers = (token: string, answers: Answers) => api.post<Received>(at(token, '/submit'), { answers });
