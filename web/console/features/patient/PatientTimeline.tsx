import { api } from '@nq/api';
import type { FutureNode, TimelineEvent, TimelinePage } from '@nq/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { Loaded } from '../../parts/Loaded';
import { patientKey } from '../../parts/patientData';
import { Timeline } from '../../parts/Timeline';
import type { Lane, TimelineItem } from '../../parts/timelineDays';
import { useNow } from '../../session';
import { MoveNode } from './MoveNode';
import type { NodeAct } from './MoveNode';
import { useFuture } from './Overview';

/** Past from the record, future from the plan, on one axis. */
export function PatientTimeline({ id, compact = false }: { id: string; compact?: boolean }) {
  const now = useNow();
  const future = useFuture(id);
  const [act, setAct] = useState<NodeAct | null>(null);
  const past = useInfiniteQuery({
    queryKey: [...patientKey(id), 'timeline'],
    queryFn: ({ pageParam }) => api.get<TimelinePage>(`/api/patients/${id}/timeline`, { before: pageParam, limit: 60 }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_before,
  });
  const items = useMemo(
    () => [...(past.data?.pages.flatMap((page) => page.items.map(toItem)) ?? []), ...(future.data ?? []).map(planned)],
    [past.data, future.data],
  );
  const node = (item: TimelineItem) => future.data?.find((one) => one.obligation_id === item.id);
  const actions = (item: TimelineItem) => {
    const found = item.future ? node(item) : undefined;
    if (!found) return null;
    return (
      <>
        {found.can.move === true && <a onClick={() => setAct({ kind: 'move', node: found })}>改期</a>}
        {found.can.skip === true && <a onClick={() => setAct({ kind: 'skip', node: found })}>跳过</a>}
      </>
    );
  };
  return (
    <Loaded query={{ data: past.data, error: past.error, isPending: past.isPending, refetch: past.refetch }}>
      {() => (
        <>
          <Timeline items={items} now={now} compact={compact} actions={actions} />
          {past.hasNextPage && (
            <div style={{ textAlign: 'center', marginTop: 16 }}>
              <Button loading={past.isFetchingNextPage} onClick={() => void past.fetchNextPage()}>
                更早的记录
              </Button>
            </div>
          )}
          <MoveNode act={act} patientId={id} close={() => setAct(null)} />
        </>
      )}
    </Loaded>
  );
}

const LANE: Record<string, Lane> = {
  clinical: 'clinical',
  service: 'service',
  conversation: 'contact',
  contact: 'contact',
  task: 'task',
  system: 'system',
};

function toItem(event: TimelineEvent): TimelineItem {
  return {
    id: event.id,
    at: event.at,
    lane: LANE[event.lane] ?? 'system',
    title: event.title,
    ...(event.detail ? { detail: event.detail } : {}),
    ...(event.source ? { source: event.source } : {}),
    ...(event.abnormal ? { tone: 'red' as const } : {}),
  };
}

function planned(node: FutureNode): TimelineItem {
  return {
    id: node.obligation_id,
    at: node.at,
    lane: LANE[node.lane] ?? 'task',
    title: node.title,
    future: true,
    dayOnly: true,
    ...(node.pathway ? { detail: node.pathway } : {}),
    ...(node.state === 'overdue' ? { tone: 'warm' as const } : {}),
  };
}
