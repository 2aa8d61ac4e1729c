// Answers on the way to the hospital: kept on the phone until the server has them, so that a tunnel loses nothing.
import type { Answers } from '@nq/api';

export interface Draft {
  answers: Answers;
  /** Item on which the person stands. */
  at: string | null;
  /** Handed in by the person, not yet taken by the server. */
  handedIn: boolean;
  savedAt: number;
}

const KEEP_MS = 30 * 24 * 3600_000;
const key = (token: string) => `nq.form.${token}`;

export function readDraft(token: string, now = Date.now()): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(key(token)) ?? 'null') as Draft | null;
    if (draft && now - draft.savedAt < KEEP_MS) return draft;
    localStorage.removeItem(key(token));
  } catch {
    // A phone that forbids storage still fills forms; it only cannot resume.
  }
  return null;
}

export function keepDraft(token: string, draft: Omit<Draft, 'savedAt'>, now = Date.now()): void {
  try {
    localStorage.setItem(key(token), JSON.stringify({ ...draft, savedAt: now }));
  } catch {
    // See above.
  }
}

export function dropDraft(token: string): void {
  try {
    localStorage.removeItem(key(token));
  } catch {
    // See above.
  }
}
