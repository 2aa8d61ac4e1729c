// What a patient may see and do with the token of a message: today, a reading, why a message came, fewer messages.
import { api } from '@nq/api';
import { setNow } from '@nq/common';
import type { House } from '../shell/Frame';

export interface HomeReading {
  metric: string;
  name: string;
  unit: string;
  latest: { value_text: string; value: number | null; at: string } | null;
}

export interface Today extends House {
  /** The hospital's time. */
  now: string;
  patient: { title: string } | null;
  todo: { kind: string; title: string; link: string | null }[];
  next_due: { at: string; title: string } | null;
  readings: HomeReading[];
  messages: { id: string; at: string; text: string }[];
}

export interface Why {
  sentence: string;
  facts: { name: string; value: string; source: string; at: string | null }[];
  gates: { gate: string; passed: boolean; sentence: string }[];
}

export interface ReadingIn {
  metric: string;
  value: number;
  at: string;
}

export interface Filed {
  message: string;
  /** What to do now, if a value is urgent. */
  advice: string | null;
}

const at = (token: string, rest: string) => `/api/h5/links/${encodeURIComponent(token)}${rest}`;

export async function readToday(token: string): Promise<Today> {
  const today = await api.get<Today>(at(token, '/today'));
  setNow(today.now);
  return today;
}
export const sendReadings = (token: string, readings: ReadingIn[]) => api.post<Filed>(at(token, '/readings'), { readings });
export const readWhy = (token: string, message: string) => api.get<Why>(at(token, `/messages/${encodeURIComponent(message)}/why`));
export const askQuiet = (token: string, wish: { purpose?: string; mute_days?: number }) => api.post<{ message: string }>(at(token, '/quiet'), wish);

/** 收缩压 and 舒张压 of one moment are one blood pressure, as the cuff shows it. */
export function pressuresTogether(readings: HomeReading[]): HomeReading[] {
  const known = readings.filter((one) => one.latest);
  const upper = known.find((one) => one.metric === 'sbp');
  const lower = known.find((one) => one.metric === 'dbp');
  if (!upper?.latest || !lower?.latest || upper.latest.at !== lower.latest.at) return known;
  const pair = { ...upper.latest, value: null, value_text: `${upper.latest.value_text}/${lower.latest.value_text}` };
  return [{ metric: 'bp', name: '血压', unit: 'mmHg', latest: pair }, ...known.filter((one) => one !== upper && one !== lower)];
}
