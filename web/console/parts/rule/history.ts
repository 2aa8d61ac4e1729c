// Undo and redo of a value: every step is kept, typing in one place within a second is one step.
import { useCallback, useState } from 'react';

export interface History<T> {
  past: T[];
  now: T;
  future: T[];
  /** What was changed last, and when; the next change of the same thing soon after joins it. */
  last: { what: string; at: number } | null;
}

const KEPT = 100;
const TOGETHER_MS = 1_000;

export const begin = <T>(now: T): History<T> => ({ past: [], now, future: [], last: null });

export function change<T>(history: History<T>, next: T, what: string, at: number): History<T> {
  if (next === history.now) return history;
  const joins = what !== '' && history.last?.what === what && at - history.last.at < TOGETHER_MS;
  const past = joins && history.past.length > 0 ? history.past : [...history.past, history.now].slice(-KEPT);
  return { past, now: next, future: [], last: { what, at } };
}

export function undo<T>(history: History<T>): History<T> {
  const now = history.past.at(-1);
  if (now === undefined) return history;
  return { past: history.past.slice(0, -1), now, future: [history.now, ...history.future], last: null };
}

export function redo<T>(history: History<T>): History<T> {
  const [now, ...future] = history.future;
  if (now === undefined) return history;
  return { past: [...history.past, history.now], now, future, last: null };
}

export interface Undoable<T> {
  now: T;
  set: (next: T, what?: string) => void;
  undo: () => void;
  redo: () => void;
  canUndo: boolean;
  canRedo: boolean;
}

/** A value with its past, for an editor. */
export function useUndoable<T>(first: () => T): Undoable<T> {
  const [history, setHistory] = useState(() => begin(first()));
  return {
    now: history.now,
    set: useCallback((next: T, what = '') => setHistory((old) => change(old, next, what, Date.now())), []),
    undo: useCallback(() => setHistory(undo), []),
    redo: useCallback(() => setHistory(redo), []),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  };
}
