// The last link opened on this phone: so that 今天 can be found again without searching for the message, and so that
// a page that cannot be loaded still shows whom to call.
import { nowMs } from '@nq/common';
import type { House } from './Frame';

const KEY = 'nq.last-link';

interface Last {
  token: string;
  expires: string | null;
  house: House;
}

export function remember(token: string, expires: string | null, { hospital, phone, nurse }: House): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ token, expires, house: { hospital, phone, nurse } } satisfies Last));
  } catch {
    // A phone that forbids storage needs the message again.
  }
}

function read(): Last | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Last | null;
  } catch {
    return null;
  }
}

/** The token, as long as its link is valid. */
export function rememberedToken(now = nowMs()): string | null {
  const last = read();
  return last && !(last.expires && Date.parse(last.expires) < now) ? last.token : null;
}

export const rememberedHouse = (): House | null => read()?.house ?? null;
