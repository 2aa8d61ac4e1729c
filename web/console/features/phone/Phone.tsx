import { api, ApiError } from '@nq/api';
import type { Page, PatientRow, PhoneText } from '@nq/api';
import { clock, date } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { Empty } from '../../parts/Empty';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { useNow } from '../../session';
import './phone.css';

/** The patient's phone in the demonstration: what really left the queue for this person; links open the patient page. */
export default function Phone() {
  const [params, setParams] = useSearchParams();
  const [asked, setAsked] = useState('');
  const patient = params.get('patient_id');
  const people = useQuery({
    queryKey: ['patients', 'phone', asked],
    queryFn: () => api.get<Page<PatientRow>>('/api/patients', { q: asked, size: 30, panel: 'all' }),
  });
  const texts = useQuery({
    queryKey: ['phone', patient],
    queryFn: () => api.get<PhoneText[]>('/api/demo/phone', { patient_id: patient }),
    refetchInterval: 4_000,
  });
  return (
    <div className="page">
      <PageHead title="患者手机（演示）" note="患者实际收到的消息。链接可以点开填写，填完回到这里看随访怎样变化。">
        <Select
          showSearch={{ filterOption: false, onSearch: setAsked }}
          allowClear
          placeholder="看哪位患者的手机"
          value={patient}
          style={{ width: 240 }}
          onChange={(id: string | undefined) => setParams(id ? { patient_id: id } : {}, { replace: true })}
          options={(people.data?.items ?? []).map((row) => ({
            value: row.id,
            label: `${row.name} ${row.phone_masked ?? ''}`,
          }))}
          aria-label="患者"
        />
      </PageHead>
      <div className="phone-stage">
        <div className="phone">
          <div className="phone-notch" />
          <Loaded query={texts}>
            {(rows) =>
              rows.length === 0 ? (
                <Empty text="还没有收到消息。把演示时钟往前拨一天试试。" />
              ) : (
                <Thread rows={rows} mixed={!patient} />
              )
            }
          </Loaded>
        </div>
      </div>
    </div>
  );
}

function Thread({ rows, mixed }: { rows: PhoneText[]; mixed: boolean }) {
  const now = useNow();
  const sorted = [...rows].sort((a, b) => a.at.localeCompare(b.at));
  const last = sorted.at(-1);
  return (
    <>
      <div className="phone-thread">
        {sorted.map((text, at) => {
          const day = date(text.at, now);
          const before = sorted[at - 1];
          return (
            <div key={text.message_id}>
              {(!before || date(before.at, now) !== day) && <p className="phone-day">{day}</p>}
              <div className="phone-text">
                {mixed && <b className="small">致 {text.to_name}</b>}
                <p>{linked(text)}</p>
                <span className="small soft">{clock(text.at)}</span>
              </div>
            </div>
          );
        })}
      </div>
      {last && !mixed && <Reply messageId={last.message_id} />}
    </>
  );
}

/** The text with its link as a link; only our own patient pages are opened from here. */
function linked(text: PhoneText) {
  const found = text.text.match(/https?:\/\/\S+/)?.[0] ?? null;
  const path = (text.link ?? found)?.replace(/^https?:\/\/[^/]+/, '') ?? null;
  if (!path?.startsWith('/h5/')) return text.text;
  const open = (
    <a href={path} target="_blank" rel="noreferrer">
      {found ?? '打开链接'}
    </a>
  );
  if (!found)
    return (
      <>
        {text.text} {open}
      </>
    );
  const [head, ...tail] = text.text.split(found);
  return (
    <>
      {head}
      {open}
      {tail.join(found)}
    </>
  );
}

function Reply({ messageId }: { messageId: string }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [text, setText] = useState('');
  const send = async () => {
    if (!text.trim()) return;
    try {
      await api.post('/api/demo/phone/reply', { message_id: messageId, text: text.trim() });
      setText('');
      void client.invalidateQueries();
      void message.success('已以患者身份回复');
    } catch (error) {
      void message.error(error instanceof ApiError ? error.message : '没有发出，请重试。');
    }
  };
  return (
    <div className="phone-reply">
      <Input
        value={text}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={() => void send()}
        placeholder="以患者身份回复"
        aria-label="回复"
      />
      <Button type="primary" onClick={() => void send()}>
        发送
      </Button>
    </div>
  );
}
