import { api } from '@nq/api';
import type { ModelTable, ModelView } from '@nq/api';
import { date, isoDay, nowMs } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { FormDrawer } from '../../parts/FormDrawer';
import { Loaded } from '../../parts/Loaded';
import { Status } from '../../parts/Reasons';
import type { Tone } from '../../parts/Reasons';
import { useSession } from '../../session';
import { draftOf, mayApprove, mayWriteRules, readTable } from './modelRules';

const STATE: Record<string, { word: string; tone: Tone }> = {
  built_in: { word: '内置', tone: 'plain' },
  draft: { word: '草稿，待批准', tone: 'warm' },
  approved: { word: '已批准', tone: 'green' },
};

/** The rule tables of a model: the house's own, newest first, and the built-in one. Old results keep their version. */
export function ModelTables({ model }: { model: ModelView }) {
  const path = `/api/models/${encodeURIComponent(model.id)}/tables`;
  const query = useQuery({ queryKey: ['models', model.id, 'tables'], queryFn: () => api.get<ModelTable[]>(path) });
  const [drafting, setDrafting] = useState(false);
  const role = useSession().user.role;
  return (
    <Loaded query={query}>
      {(tables) => (
        <div className="stack">
          <div className="row between">
            <span className="soft">一人起草，另一位医生或科主任批准后，自生效日起使用。已有结果仍按原版本。</span>
            {mayWriteRules(role) && <Button onClick={() => setDrafting(true)}>起草新版本</Button>}
          </div>
          {tables.map((one) => (
            <TableCard key={one.id ?? 'built_in'} table={one} path={path} model={model.id} approves={mayApprove(role)} />
          ))}
          <DraftForm model={model} tables={tables} path={path} open={drafting} close={() => setDrafting(false)} />
        </div>
      )}
    </Loaded>
  );
}

interface CardProps {
  table: ModelTable;
  path: string;
  model: string;
  approves: boolean;
}

function TableCard({ table, path, model, approves }: CardProps) {
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const state = STATE[table.state] ?? { word: table.state, tone: 'plain' as Tone };
  const approve = () =>
    modal.confirm({
      title: `批准规则表 ${table.version}`,
      content: `${table.effective ? `${date(table.effective)} 起` : ''}按此评估，所有患者随后重新评估。`,
      okText: '批准',
      cancelText: '取消',
      onOk: async () => {
        try {
          client.setQueryData(['models', model, 'tables'], await api.post<ModelTable[]>(`${path}/${table.id}/approve`));
          void client.invalidateQueries({ queryKey: ['models'], exact: true });
          void message.success('已批准');
        } catch (error) {
          void message.error(error instanceof Error ? error.message : '没有批准，请重试。', 6);
        }
      },
    });
  return (
    <details className="table-card" open={table.state === 'draft'}>
      <summary>
        <b>{table.version}</b>
        <Status text={state.word} tone={state.tone} />
        <span className="soft small grow">
          {[table.effective && `${date(table.effective)} 起`, table.author, table.approved_by && `${table.approved_by}批准`]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </summary>
      <p className="soft">{table.reason}</p>
      {table.problem && <Alert type="error" showIcon title={`不能使用：${table.problem}`} />}
      <pre className="table-json" tabIndex={0}>
        {JSON.stringify(table.table, null, 2)}
      </pre>
      {table.state === 'draft' && approves && (
        <Button type="primary" onClick={approve}>
          批准
        </Button>
      )}
    </details>
  );
}

interface DraftProps {
  model: ModelView;
  tables: ModelTable[];
  path: string;
  open: boolean;
  close: () => void;
}

function DraftForm({ model, tables, path, open, close }: DraftProps) {
  const client = useQueryClient();
  return (
    <FormDrawer<{ table: string; reason: string }>
      open={open}
      width={680}
      title={`起草规则表：${model.name}`}
      verb="存为草稿"
      note="由另一位医生或科主任批准后才生效"
      close={close}
      initial={{ table: draftOf(tables, isoDay(nowMs())) }}
      submit={async ({ table, reason }) => {
        const read = readTable(table);
        if (!('table' in read)) return undefined;
        const all = await api.post<ModelTable[]>(path, { table: read.table, reason });
        client.setQueryData(['models', model.id, 'tables'], all);
        return '已存为草稿，等待批准';
      }}
    >
      <Form.Item
        name="table"
        label="规则表（JSON）"
        extra="须与内置表同形，改界值、等级或文字；版本和生效日期用自己的"
        rules={[
          {
            validator: (_, text: string) => {
              const read = readTable(text);
              return 'problem' in read ? Promise.reject(new Error(read.problem)) : Promise.resolve();
            },
          },
        ]}
      >
        <Input.TextArea className="table-edit" autoSize={{ minRows: 14, maxRows: 24 }} spellCheck={false} />
      </Form.Item>
      <Form.Item name="reason" label="修改理由" rules={[{ required: true, min: 4, message: '请写明理由，至少 4 个字' }]}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
      </Form.Item>
    </FormDrawer>
  );
}
