// The keyboard of the call desk. Letters act only while nobody is typing; digits answer the question in focus.
import { useEffect, useRef } from 'react';

/** The neighbour in a queue; stays at the ends, and falls back to the first when the current one has gone. */
export function stepInQueue(ids: readonly string[], current: string | null, step: 1 | -1): string | null {
  const at = current === null ? -1 : ids.indexOf(current);
  if (at < 0) return ids[0] ?? null;
  return ids[Math.min(Math.max(at + step, 0), ids.length - 1)] ?? null;
}

/** Which one opens after `done` is saved: the one that stood below it, else the last that remains; the rest keep their places. */
export function afterDone(ids: readonly string[], done: string): string | null {
  const at = ids.indexOf(done);
  if (at < 0) return ids[0] ?? null;
  return ids[at + 1] ?? ids[at - 1] ?? null;
}

/** The queue on the left never reshuffles under the hand: known rows keep their order, new ones go to the end. */
export function keepOrder<T>(shown: readonly T[], fresh: readonly T[], id: (row: T) => string): T[] {
  const coming = new Map(fresh.map((row) => [id(row), row]));
  const kept = shown.flatMap((row) => {
    const same = coming.get(id(row));
    coming.delete(id(row));
    return same ? [same] : [];
  });
  return [...kept, ...coming.values()];
}

/** `1` to `9` as the place of an answer, else null. */
export function digitChoice(key: string, options: number): number | null {
  if (!/^[1-9]$/.test(key)) return null;
  const at = Number(key) - 1;
  return at < options ? at : null;
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  if (target.tagName !== 'INPUT') return false;
  return !['radio', 'checkbox', 'button', 'submit'].includes((target as HTMLInputElement).type);
}

export type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

/** Listens for single keys (`j`, `enter`, `r`) while nobody types and no layer covers the page. */
export function useShortcuts(map: Shortcuts, on = true): void {
  const latest = useRef(map);
  latest.current = map;
  useEffect(() => {
    if (!on) return undefined;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
      if (document.querySelector('.ant-drawer-open, .ant-modal-wrap:not([style*="display: none"])')) return;
      const act = latest.current[event.key.toLowerCase()];
      if (!act) return;
      if (
        event.key === 'Enter' &&
        event.target instanceof HTMLElement &&
        ['BUTTON', 'A'].includes(event.target.tagName)
      )
        return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [on]);
}

export const isMac = typeof navigator !== 'undefined' && /Mac/.test(navigator.platform);
