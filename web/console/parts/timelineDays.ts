// The timeline's arithmetic: which days exist and what stands on them. A day with nothing takes no room.
import { isoDay } from '@nq/common';

export type Lane = 'clinical' | 'service' | 'contact' | 'task' | 'system';

export const LANES: { key: Lane; word: string }[] = [
  { key: 'clinical', word: '临床' },
  { key: 'service', word: '服务' },
  { key: 'contact', word: '沟通' },
  { key: 'task', word: '任务' },
  { key: 'system', word: '系统' },
];

export interface TimelineItem {
  id: string;
  at: string;
  lane: Lane;
  title: string;
  detail?: string;
  tone?: 'red' | 'yellow' | 'warm' | 'green' | 'plain';
  /** Not yet happened: drawn dashed, may be moved. */
  future?: boolean;
  /** Only the day is known, not the hour. */
  dayOnly?: boolean;
  source?: string;
}

export interface Day {
  day: string;
  /** An instant of that day, for writing the date. */
  at: string;
  lanes: Record<Lane, TimelineItem[]>;
}

export interface Split {
  future: Day[];
  today: Day | null;
  past: Day[];
}

/** Newest first. What is planned but stands before today stays with the past: it is late, not gone. */
export function splitDays(items: TimelineItem[], now: string | number): Split {
  const days = new Map<string, Day>();
  for (const item of [...items].sort((a, b) => b.at.localeCompare(a.at))) {
    const day = isoDay(item.at);
    let group = days.get(day);
    if (!group) {
      group = { day, at: item.at, lanes: { clinical: [], service: [], contact: [], task: [], system: [] } };
      days.set(day, group);
    }
    group.lanes[item.lane].push(item);
  }
  const today = isoDay(now);
  const all = [...days.values()].sort((a, b) => b.day.localeCompare(a.day));
  return {
    future: all.filter((day) => day.day > today),
    today: days.get(today) ?? null,
    past: all.filter((day) => day.day < today),
  };
}

/** Whether a day still shows something once folded lanes are left out. */
export function hasVisible(day: Day, folded: ReadonlySet<Lane>): boolean {
  return LANES.some(({ key }) => !folded.has(key) && day.lanes[key].length > 0);
}
