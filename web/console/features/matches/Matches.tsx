import { api } from '@nq/api';
import type { Match, MatchSide, Page } from '@nq/api';
import { shortTime } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Pagination, Segmented } from 'antd';
import { useState } from 'react';
import { Empty } from '../../parts/Empty';
import { FormDrawer } from '../../parts/FormDrawer';
import { useListState } from '../../parts/listState';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { PatientName } from '../../parts/PatientName';
import { sexWord } from '../../parts/words';
import { useSession } from '../../session';
import './matches.css';

const DECIDERS = ['department_head'];

/** 重复档案: pairs that may be one person, side by side, differences marked; a person decides and says why. */
export default function Matches() {
  const list = useListState('', 10);
  const session = useSession();
  const client = useQueryClient();
  const state = list.values.state ?? 'open';
  const [deciding, setDeciding] = useState<{ match: Match; same: boolean } | null>(null);
  const [undoing, setUndoing] = useState<Match | null>(null);
  const query = useQuery({
    queryKey: ['matches', list.query],
    queryFn: () => api.get<Page<Match>>('/api/matches', { ...list.query, state }),
  });
  const may = DECIDERS.includes(session.user.role);
  return (
    <div className="page">
      <PageHead title="重复档案" note="可能是同一个人的两份档案。由人判断，判断可以撤销。">
        <Segmented
          value={state}
          onChange={(value) => list.set({ state: value === 'open' ? null : value })}
          options={[
            { value: 'open', label: '待判断' },
            { value: 'same', label: '已合并' },
            { value: 'different', label: '不同的人' },
          ]}
        />
      </PageHead>
      <Loaded query={query}>
        {(page) =>
          page.items.length === 0 ? (
            <div className="card">
              <Empty text={state === 'open' ? '没有待判断的重复档案。新入档的人会自动比对。' : '还没有判断过。'} />
            </div>
          ) : (
            <div className="stack">
              {page.items.map((match) => (
                <Pair
                  key={match.id}
                  match={match}
                  decide={may && state === 'open' ? (same) => setDeciding({ match, same }) : null}
                  undo={may && state !== 'open' ? () => setUndoing(match) : null}
                />
              ))}
              {page.total > page.items.length && (
                <Pagination current={list.page} pageSize={list.size} total={page.total} onChange={list.setPage} />
              )}
              {!may && state === 'open' && (
                <p className="soft small">合并由科主任判断。您可以核对信息，把结论告诉科主任。</p>
              )}
            </div>
          )
        }
      </Loaded>
      <FormDrawer<{ reason: string }>
        open={deciding !== null}
        width={440}
        close={() => setDeciding(null)}
        title={deciding?.same ? '判断为同一人' : '判断为不同的人'}
        verb={deciding?.same ? '合并档案' : '标为不同人'}
        submit={async ({ reason }) => {
          if (!deciding) return '';
          await api.post(`/api/matches/${deciding.match.id}/decide`, { same: deciding.same, reason });
          void client.invalidateQueries({ queryKey: ['matches'] });
          void client.invalidateQueries({ queryKey: ['patients'] });
          return deciding.same ? '已合并，两份档案的记录归到一处' : '已标为不同的人，不再提示';
        }}
      >
        {deciding && (
          <p style={{ marginBottom: 16 }}>
            {deciding.match.a.name} 与 {deciding.match.b.name}。
            {deciding.same ? '合并后随访、消息与授权归到一份档案，原档案保留。' : ''}
          </p>
        )}
        <Form.Item name="reason" label="依据" rules={[{ required: true, message: '请写明依据' }]}>
          <Input.TextArea autoSize={{ minRows: 2 }} placeholder="例如：电话核实为同一人，更换过手机号" />
        </Form.Item>
      </FormDrawer>
      <FormDrawer<{ reason: string }>
        open={undoing !== null}
        width={440}
        close={() => setUndoing(null)}
        title="撤销判断"
        verb="撤销"
        submit={async ({ reason }) => {
          await api.post(`/api/matches/${undoing?.id}/undo`, { reason });
          void client.invalidateQueries({ queryKey: ['matches'] });
          void client.invalidateQueries({ queryKey: ['patients'] });
          return '已撤销，两份档案恢复原样';
        }}
      >
        <Form.Item name="reason" label="原因" rules={[{ required: true, message: '请写明原因' }]}>
          <Input.TextArea autoSize={{ minRows: 2 }} />
        </Form.Item>
      </FormDrawer>
    </div>
  );
}

type Side = MatchSide;
const ROWS: [string, (side: Side) => string][] = [
  ['性别', (side) => sexWord(side.sex)],
  ['出生日期', (side) => side.birth_date ?? ''],
  ['电话', (side) => side.phone_masked ?? ''],
  ['证件', (side) => side.id_number_masked ?? ''],
  ['卡号', (side) => side.card_no ?? ''],
  ['管理师', (side) => side.manager ?? ''],
  ['住址', (side) => side.address_masked ?? ''],
  ['来源', (side) => side.source],
  ['记录数', (side) => `${side.facts} 条`],
  ['上次联系', (side) => (side.last_contact_at ? shortTime(side.last_contact_at) : '')],
];

function Pair({
  match,
  decide,
  undo,
}: {
  match: Match;
  decide: ((same: boolean) => void) | null;
  undo: (() => void) | null;
}) {
  return (
    <section className="card">
      <div className="head">
        <h2>相似度 {match.score} 分</h2>
        <span className="reasons">
          {match.reasons.map((reason) => (
            <span className="reason teal" key={reason}>
              {reason}
            </span>
          ))}
        </span>
        <span className="grow" />
        <span className="soft small">
          {match.decided_at
            ? `${shortTime(match.decided_at)} ${match.decided_by ?? ''}：${match.decided_reason ?? ''}`
            : `${shortTime(match.created_at)} 发现`}
        </span>
        {undo && <Button onClick={undo}>撤销</Button>}
        {decide && (
          <>
            <Button onClick={() => decide(false)}>不是同一人</Button>
            <Button type="primary" onClick={() => decide(true)}>
              是同一人
            </Button>
          </>
        )}
      </div>
      <table className="pair">
        <thead>
          <tr>
            <th />
            <th>
              <PatientName id={match.a.id} name={match.a.name} />
            </th>
            <th>
              <PatientName id={match.b.id} name={match.b.name} />
            </th>
          </tr>
        </thead>
        <tbody>
          {ROWS.map(([label, of]) => {
            const [a, b] = [of(match.a), of(match.b)];
            return a || b ? (
              <tr key={label} className={a && b && a !== b ? 'differs' : ''}>
                <th>{label}</th>
                <td>{a || '—'}</td>
                <td>{b || '—'}</td>
              </tr>
            ) : null;
          })}
        </tbody>
      </table>
    </section>
  );
}
