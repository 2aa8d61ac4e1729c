import { api } from '@nq/api';
import type { Message, MessageRow, Page } from '@nq/api';
import { dateTime, shortTime } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Drawer, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { DataTable } from '../../parts/DataTable';
import { FilterBar } from '../../parts/FilterBar';
import { FormDrawer } from '../../parts/FormDrawer';
import { useListState } from '../../parts/listState';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { PatientName } from '../../parts/PatientName';
import { Status } from '../../parts/Reasons';
import type { Tone } from '../../parts/Reasons';
import { ReceiptCard, Why } from '../../parts/Why';

const OUTCOME: Record<string, string> = {
  accepted: '已提交',
  delivered: '已送达',
  busy: '通道忙，稍后再试',
  refused: '被退回',
  unsure: '结果不明',
};
const STATES = [
  ['pending', '待发送'],
  ['sending', '发送中'],
  ['accepted', '已提交'],
  ['delivered', '已送达'],
  ['failed', '未送达'],
  ['expired', '已过期'],
  ['cancelled', '已取消'],
  ['unknown', '待人工核实'],
].map(([value = '', label = '']) => ({ value, label }));
const TONE: Record<string, Tone> = {
  delivered: 'green',
  accepted: 'teal',
  pending: 'plain',
  failed: 'red',
  unknown: 'warm',
  expired: 'yellow',
};

/** 消息队列: what goes out, what does not, and why; the time shown is the time it will really be sent. */
export default function Messages() {
  const list = useListState();
  const client = useQueryClient();
  const [shown, setShown] = useState<string | null>(null);
  const [stopping, setStopping] = useState<MessageRow | null>(null);
  const [checking, setChecking] = useState<MessageRow | null>(null);
  return (
    <div className="page">
      <PageHead title="消息队列" note="每条消息发送前都经过授权、免打扰时段与频次检查。未发送的也在这里。" />
      <FilterBar list={list} filters={[{ key: 'state', label: '状态', options: STATES }]} />
      <DataTable<MessageRow>
        name={['messages']}
        list={list}
        rowKey={(row) => row.id}
        refreshMs={15_000}
        onOpen={(row) => setShown(row.id)}
        load={(query, signal) => api.get<Page<MessageRow>>('/api/messages', query, signal)}
        empty={{ text: '还没有消息。路径运行或手工发送后会出现在这里。' }}
        columns={[
          {
            title: '患者',
            key: 'patient',
            render: (_, row) => <PatientName id={row.patient_id} name={row.patient_name} />,
          },
          { title: '类别', key: 'class', render: (_, row) => <span className="nowrap">{row.class_name}</span> },
          { title: '渠道', key: 'channel', render: (_, row) => <span className="nowrap">{row.channel_name}</span> },
          {
            title: '内容',
            key: 'text',
            width: 340,
            render: (_, row) => (
              <div
                style={{ maxWidth: 340, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
                title={row.text}
              >
                {row.text}
              </div>
            ),
          },
          {
            title: '状态',
            key: 'state',
            render: (_, row) => (
              <span className="row" style={{ gap: 6 }}>
                <Status text={row.state_name || row.state} tone={TONE[row.state] ?? 'plain'} />
                <Why kind="message" id={row.id} label="这条消息" />
              </span>
            ),
          },
          {
            title: '发送时间',
            key: 'at',
            render: (_, row) => (
              <span className="nowrap">
                {row.sent_at ? (
                  shortTime(row.sent_at)
                ) : row.state === 'pending' && row.not_before ? (
                  <span className="soft">预计 {shortTime(row.not_before)}</span>
                ) : (
                  shortTime(row.created_at)
                )}
              </span>
            ),
          },
          { title: '来自', key: 'pathway', render: (_, row) => <span className="soft">{row.pathway ?? '手工'}</span> },
          {
            title: '',
            key: 'acts',
            render: (_, row) => (
              <span className="acts" onClick={(event) => event.stopPropagation()}>
                {row.can.cancel && <a onClick={() => setStopping(row)}>取消</a>}
                {row.can.resolve && <a onClick={() => setChecking(row)}>核实</a>}
              </span>
            ),
          },
        ]}
      />
      <Drawer open={shown !== null} onClose={() => setShown(null)} size={520} title="消息" destroyOnHidden>
        {shown && <Detail id={shown} />}
      </Drawer>
      <FormDrawer<{ reason: string }>
        open={stopping !== null}
        width={420}
        title={`取消发给 ${stopping?.patient_name ?? ''} 的消息`}
        verb="取消这条消息"
        close={() => setStopping(null)}
        submit={async ({ reason }) => {
          await api.post(`/api/messages/${stopping?.id}/cancel`, { reason });
          void client.invalidateQueries({ queryKey: ['messages'] });
          return '已取消';
        }}
      >
        <Form.Item name="reason" label="原因" rules={[{ required: true, message: '请写明原因' }]}>
          <Input />
        </Form.Item>
      </FormDrawer>
      <FormDrawer<{ arrived: boolean; note: string }>
        open={checking !== null}
        width={420}
        title={`核实发给 ${checking?.patient_name ?? ''} 的消息`}
        verb="记录核实结果"
        close={() => setChecking(null)}
        submit={async (typed) => {
          await api.post(`/api/messages/${checking?.id}/resolve`, typed);
          void client.invalidateQueries({ queryKey: ['messages'] });
          return '已记录';
        }}
      >
        <Form.Item name="arrived" label="患者收到了吗" rules={[{ required: true, message: '请选择' }]}>
          <Radio.Group
            options={[
              { value: true, label: '收到了' },
              { value: false, label: '没有收到' },
            ]}
          />
        </Form.Item>
        <Form.Item name="note" label="怎样核实的" rules={[{ required: true, message: '请写明怎样核实的' }]}>
          <Input placeholder="例如：电话问过本人" />
        </Form.Item>
      </FormDrawer>
    </div>
  );
}

function Detail({ id }: { id: string }) {
  const query = useQuery({ queryKey: ['messages', 'one', id], queryFn: () => api.get<Message>(`/api/messages/${id}`) });
  return (
    <Loaded query={query}>
      {(message) => (
        <div className="stack">
          <div
            className="card"
            style={{ padding: '12px 16px', whiteSpace: 'pre-wrap', background: 'var(--c-primary-soft)' }}
          >
            {message.text}
          </div>
          <dl className="facts">
            <dt>患者</dt>
            <dd>
              <PatientName id={message.patient_id} name={message.patient_name} />
            </dd>
            <dt>状态</dt>
            <dd>{message.state_name || message.state}</dd>
            <dt>类别与渠道</dt>
            <dd>
              {message.class_name} · {message.channel_name}
            </dd>
            <dt>生成</dt>
            <dd>{dateTime(message.created_at)}</dd>
            {message.not_before && (
              <>
                <dt>最早发送</dt>
                <dd>{dateTime(message.not_before)}</dd>
              </>
            )}
            {message.sent_at && (
              <>
                <dt>发送</dt>
                <dd>{dateTime(message.sent_at)}</dd>
              </>
            )}
          </dl>
          {message.attempts.length > 0 && (
            <section>
              <h2>发送经过</h2>
              <ul className="stack tight">
                {message.attempts.map((one, at) => (
                  <li key={at} className="row top">
                    <span className="soft small nowrap">{shortTime(one.at)}</span>
                    <span>{[OUTCOME[one.outcome] ?? one.outcome, one.detail].filter(Boolean).join('：')}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
          <section>
            <h2 style={{ marginBottom: 8 }}>为什么</h2>
            <div className="receipt" style={{ width: 'auto', maxHeight: 'none' }}>
              {message.receipts.length === 0 ? (
                <p className="soft">还没有到发送检查。</p>
              ) : (
                message.receipts.map((receipt) => <ReceiptCard key={receipt.id} receipt={receipt} />)
              )}
            </div>
          </section>
        </div>
      )}
    </Loaded>
  );
}
