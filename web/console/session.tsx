// Who is signed in. Every page below the shell may count on a session being there.
import { api, ApiError } from '@nq/api';
import type { Session } from '@nq/api';
import { nowMs, setNow } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState } from 'react';

export const SESSION_KEY = ['session'] as const;

/** The session, or null when nobody is signed in. */
export function useSessionQuery() {
  return useQuery<Session | null>({
    queryKey: SESSION_KEY,
    queryFn: async () => {
      try {
        const session = await api.get<Session>('/api/session');
        setNow(session.now);
        return session;
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
    refetchInterval: 60_000,
    staleTime: 30_000,
  });
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('a page was shown without a session');
  return session;
}

/** Takes a fresh session over (or none): whatever the last person saw is forgotten, the gate sees the change at once. */
export function useAdoptSession() {
  const client = useQueryClient();
  return (session: Session | null) => {
    if (session) setNow(session.now);
    client.setQueryData(SESSION_KEY, session);
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
  };
}

/** The hospital's time of now, refreshed every half minute while the page is looked at. */
export function useNow(): number {
  const [now, setHere] = useState(nowMs);
  useEffect(() => {
    const timer = setInterval(() => setHere(nowMs()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Whether the menu the server gave leads to this page. */
export function mayOpen(session: Session, key: string): boolean {
  const keys = session.menu.flatMap((item) => [item.key, ...(item.children ?? []).map((child) => child.key)]);
  return keys.includes(key);
}
