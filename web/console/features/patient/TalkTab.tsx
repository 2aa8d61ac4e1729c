import { api } from '@nq/api';
import type { MessageRow, Page, Talk } from '@nq/api';
import { shortTime } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Empty } from '../../parts/Empty';
import { Loaded } from '../../parts/Loaded';
import { patientKey } from '../../parts/patientData';
import { Why } from '../../parts/Why';
import { channelWord, messageState } from '../../parts/words';
import './patient-page.css';

/** Everything said both ways, over all channels, newest below; each message of ours says why it was sent. */
export function TalkTab({ id, write }: { id: string; write: () => void }) {
  const query = useQuery({
    queryKey: [...patientKey(id), 'conversation'],
    queryFn: () => api.get<Talk[]>(`/api/patients/${id}/conversation`),
    refetchInterval: 15_000,
  });
  // A line names its receipt; the receipts are asked for by message.
  const sent = useQuery({
    queryKey: ['messages', 'of', id],
    queryFn: () => api.get<Page<MessageRow>>('/api/messages', { patient_id: id, size: 200 }),
  });
  const messageOf = new Map(
    (sent.data?.items ?? []).flatMap((one) => (one.why_id ? [[one.why_id, one.id] as const] : [])),
  );
  return (
    <Loaded query={query}>
      {(data) => {
        const talk = [...data].sort((a, b) => a.at.localeCompare(b.at));
        if (talk.length === 0)
          return (
            <div className="card">
              <Empty
                text="还没有往来消息。"
                action={
                  <Button type="primary" onClick={write}>
                    发送消息
                  </Button>
                }
              />
            </div>
          );
        return (
          <div className="stack">
            <div className="talk">
              {talk.map((line, at) => (
                <div key={at} className={line.direction}>
                  <div className="bubble">{line.text}</div>
                  <div className="meta">
                    <span>{shortTime(line.at)}</span>
                    <span>{channelWord(line.channel)}</span>
                    {line.state && <span>{messageState(line.state)}</span>}
                    {line.why_id && messageOf.has(line.why_id) && (
                      <Why kind="message" id={messageOf.get(line.why_id) ?? ''} label="这条消息" />
                    )}
                  </div>
                </div>
              ))}
            </div>
            <div>
              <Button type="primary" onClick={write}>
                发送消息
              </Button>
            </div>
          </div>
        );
      }}
    </Loaded>
  );
}
