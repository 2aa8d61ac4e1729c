// Readings on their way: kept and sent again until the hospital has them, or until it refuses them with a reason.
import { useEffect, useState } from 'react';
import { ApiError } from '@nq/api';
import { type Filed, type ReadingIn, sendReadings } from './api';

const RETRY_MS = 8_000;

export interface Sending {
  waiting: boolean;
  filed: Filed | null;
  /** The server's refusal. */
  refused: string | null;
  send: (readings: ReadingIn[]) => void;
}

export function useSending(token: string): Sending {
  const [waiting, setWaiting] = useState<ReadingIn[] | null>(null);
  const [filed, setFiled] = useState<Filed | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  useEffect(() => {
    if (!waiting) return;
    const attempt = async () => {
      try {
        setFiled(await sendReadings(token, waiting));
        setWaiting(null);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500) return;
        setRefused(Object.values(error.fields)[0] ?? error.message);
        setWaiting(null);
      }
    };
    void attempt();
    const clock = setInterval(() => void attempt(), RETRY_MS);
    return () => clearInterval(clock);
  }, [token, waiting]);
  const send = (readings: ReadingIn[]) => {
    setRefused(null);
    setWaiting(readings);
  };
  return { waiting: waiting !== null, filed, refused, send };
}
