import { api, ApiError } from '@nq/api';
import type { Inbound } from '@nq/api';
import { dateTime } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Input, Tabs } from 'antd';
import { useState } from 'react';
import { Loaded } from '../../parts/Loaded';
import './feeds.css';

/** One message: as received, as taken apart, what became of it; mend and replay. */
export function InboundDrawer({ id, close }: { id: string | null; close: () => void }) {
  return (
    <Drawer open={id !== null} onClose={close} size={760} title="接口消息" destroyOnHidden>
      {id && <Inside id={id} />}
    </Drawer>
  );
}

function Inside({ id }: { id: string }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [raw, setRaw] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const query = useQuery({ queryKey: ['inbound', 'one', id], queryFn: () => api.get<Inbound>(`/api/inbound/${id}`) });
  const replay = async () => {
    setBusy(true);
    try {
      const outcome = await api.post<{ state: string; state_name: string; error: string | null }>(
        `/api/inbound/${id}/replay`,
        raw === null ? {} : { raw: raw.replace(/\n/g, '\r') },
      );
      void client.invalidateQueries({ queryKey: ['inbound'] });
      void client.invalidateQueries({ queryKey: ['feeds'] });
      if (outcome.error) void message.warning(`重放后：${outcome.state_name}。${outcome.error}`, 6);
      else void message.success(`重放后：${outcome.state_name}`);
      setRaw(null);
    } catch (error) {
      void message.error(error instanceof ApiError ? error.message : '重放失败，请重试。');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Loaded query={query}>
      {(one) => (
        <div className="stack">
          <div className="row between">
            <span>
              {one.feed} · <code>{one.type}</code> · {dateTime(one.received_at)} · {one.state_name}
            </span>
            <span className="row">
              {one.covered ? (
                <span className="soft small">患者信息已遮盖，只能按原文重放</span>
              ) : raw === null ? (
                <Button onClick={() => setRaw(one.raw.replace(/\r\n?/g, '\n'))}>修改原文</Button>
              ) : (
                <Button onClick={() => setRaw(null)}>放弃修改</Button>
              )}
              <Button type="primary" loading={busy} onClick={() => void replay()}>
                {raw === null ? '重放' : '按修改重放'}
              </Button>
            </span>
          </div>
          {one.error && <Alert type="error" showIcon title={one.error} />}
          <Tabs
            items={[
              {
                key: 'raw',
                label: '原文',
                children:
                  raw === null ? (
                    <pre className="raw">{one.raw.replace(/\r\n?/g, '\n')}</pre>
                  ) : (
                    <Input.TextArea
                      className="raw"
                      value={raw}
                      onChange={(event) => setRaw(event.target.value)}
                      autoSize={{ minRows: 8, maxRows: 24 }}
                      aria-label="修改后的原文"
                    />
                  ),
              },
              { key: 'parsed', label: '分段', children: <Parsed one={one} /> },
              { key: 'mapped', label: '入档结果', children: <Effects one={one} /> },
            ]}
          />
        </div>
      )}
    </Loaded>
  );
}

function Parsed({ one }: { one: Inbound }) {
  if (one.segments.length === 0) return <p className="soft">没有可分段的内容。</p>;
  return (
    <div className="stack">
      {one.segments.map((segment, at) => (
        <section key={at}>
          <h3>{segment.name}</h3>
          <table className="fields">
            <tbody>
              {segment.fields.map((field) => (
                <tr key={field.path}>
                  <th>{field.path}</th>
                  <td className="soft">{field.label ?? ''}</td>
                  <td>{field.value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </div>
  );
}

function Effects({ one }: { one: Inbound }) {
  const said = one.effects;
  return (
    <div className="stack">
      {said.length > 0 ? (
        <ul className="stack tight">
          {said.map((line, at) => (
            <li key={at}>✓ {line}</li>
          ))}
        </ul>
      ) : (
        <p className="soft">没有写入档案。</p>
      )}
      {one.mapped !== null && one.mapped !== undefined && (
        <pre className="raw">{JSON.stringify(one.mapped, null, 2)}</pre>
      )}
    </div>
  );
}
