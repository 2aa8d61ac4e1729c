// Where the patient is. Links in messages are short paths (/h5/f/<token>); a web server that only knows one page
// may be reached with the same path behind a hash (/h5/#/f/<token>).
import { useEffect, useState } from 'react';

export type Place =
  | { page: 'form'; token: string }
  | { page: 'today' | 'pressure' | 'measure'; token: string }
  | { page: 'why'; token: string; message: string }
  | { page: 'start' };

export function readPlace(location: Pick<Location, 'pathname' | 'hash'>): Place {
  const path = location.hash.startsWith('#/') ? location.hash.slice(1) : location.pathname.replace(/^\/h5/, '');
  const [kind, token = '', more, message = ''] = path.split('/').filter(Boolean).map(decodeURIComponent);
  if (kind === 'f' && token) return { page: 'form', token };
  if (kind !== 't' || !token) return { page: 'start' };
  if (more === 'bp') return { page: 'pressure', token };
  if (more === 'm') return { page: 'measure', token };
  return more === 'why' && message ? { page: 'why', token, message } : { page: 'today', token };
}

export function pathOf(place: Place): string {
  if (place.page === 'start') return '/h5/';
  const token = encodeURIComponent(place.token);
  if (place.page === 'form') return `/h5/f/${token}`;
  if (place.page === 'why') return `/h5/t/${token}/why/${encodeURIComponent(place.message)}`;
  const rest = { today: '', pressure: '/bp', measure: '/m' }[place.page];
  return `/h5/t/${token}${rest}`;
}

export function go(place: Place): void {
  history.pushState(null, '', pathOf(place));
  window.dispatchEvent(new PopStateEvent('popstate'));
  window.scrollTo(0, 0);
}

export function usePlace(): Place {
  const [place, setPlace] = useState(() => readPlace(location));
  useEffect(() => {
    const look = () => setPlace(readPlace(location));
    for (const event of ['popstate', 'hashchange']) addEventListener(event, look);
    return () => {
      for (const event of ['popstate', 'hashchange']) removeEventListener(event, look);
    };
  }, []);
  return place;
}
