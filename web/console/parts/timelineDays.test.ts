import { describe, expect, it } from 'vitest';
import { hasVisible, splitDays } from './timelineDays';
import type { TimelineItem } from './timelineDays';

const NOW = '2026-11-21T01:30:00Z';
const item = (id: string, at: string, lane: TimelineItem['lane'] = 'clinical'): TimelineItem => ({
  id,
  at,
  lane,
  title: id,
});

describe('the timeline of a person', () => {
  it('stands with the future above, today as a line, and the past below, newest first', () => {
    const split = splitDays(
      [
        item('出院', '2026-11-10T02:00:00Z'),
        item('复查', '2026-12-01'),
        item('电话', '2026-11-21T03:00:00Z'),
        item('手术', '2026-11-05T02:00:00Z'),
      ],
      NOW,
    );
    expect(split.future.map((d) => d.day)).toEqual(['2026-12-01']);
    expect(split.today?.lanes.clinical.map((i) => i.id)).toEqual(['电话']);
    expect(split.past.map((d) => d.day)).toEqual(['2026-11-10', '2026-11-05']);
  });
  it('gives no room to a day on which only the folded system lane has something', () => {
    const split = splitDays([item('接口消息', '2026-11-10T02:00:00Z', 'system')], NOW);
    const [day] = split.past;
    expect(day && hasVisible(day, new Set(['system'] as const))).toBe(false);
    expect(day && hasVisible(day, new Set())).toBe(true);
  });
  it('puts a message sent late in the evening on the hospital’s next day', () => {
    expect(splitDays([item('短信', '2026-11-19T16:10:00Z')], NOW).past[0]?.day).toBe('2026-11-20');
  });
});
