import { api, ApiError } from '@nq/api';
import type { Pathway, PathwayDay, PathwayProblem } from '@nq/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useEffect, useState } from 'react';
import { DayTable } from './DayTable';
import { asKind, dayOf, freshId } from './nodes';
import type { PathNode } from './nodes';
import { NodeRow } from './NodeRow';
import './pathways.css';

interface Checked {
  problems: PathwayProblem[];
  days: PathwayDay[];
}

/** The day table under the hand: rows of messages, forms, calls and visits; checked by the server while one edits. */
export function NodeEditor({ pathway }: { pathway: Pathway }) {
  const [nodes, setNodes] = useState<PathNode[]>(() => (pathway.definition.nodes ?? []) as PathNode[]);
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const { message } = App.useApp();
  const definition = { ...pathway.definition, nodes };
  const checked = useChecked(definition);
  const put = (at: number, node: PathNode | null) =>
    setNodes((was) =>
      node ? was.map((old, index) => (index === at ? node : old)) : was.filter((_, index) => index !== at),
    );
  const add = () =>
    setNodes((was) => [
      ...was,
      asKind(
        {
          id: freshId('message', was),
          name: '',
          kind: 'message',
          when: { day: Math.max(-1, ...was.map((node) => dayOf(node) ?? -1)) + 1 },
          window: 1,
          time: '09:00',
        },
        'message',
      ),
    ]);
  const save = async () => {
    setBusy(true);
    try {
      await api.put(`/api/pathways/${pathway.id}`, { definition });
      void client.invalidateQueries({ queryKey: ['pathways'] });
      void message.success('已存为草稿，等待科主任批准');
    } catch (error) {
      void message.error(error instanceof ApiError ? error.message : '保存失败，请重试。', 6);
    } finally {
      setBusy(false);
    }
  };
  const wrong = new Map(
    (checked?.problems ?? []).flatMap((one) => (one.node ? [[one.node, one.message] as const] : [])),
  );
  const general = (checked?.problems ?? []).filter((one) => !one.node);
  return (
    <div className="node-edit">
      <section className="card">
        <div className="head">
          <h2>节点</h2>
          <span className="grow" />
          <Button onClick={add}>加一个节点</Button>
          <Button type="primary" loading={busy} onClick={() => void save()}>
            存草稿
          </Button>
        </div>
        {nodes.map((node, at) => (
          <NodeRow key={node.id} node={node} wrong={wrong.get(node.id)} put={(next) => put(at, next)} />
        ))}
        {nodes.length === 0 && (
          <p className="soft" style={{ padding: 16 }}>
            还没有节点。
          </p>
        )}
      </section>
      <aside className="stack">
        {general.length > 0 && (
          <section className="card">
            <div className="head">
              <h2>需要处理</h2>
            </div>
            <ul className="body stack tight">
              {general.map((one, at) => (
                <li key={at} className="bad">
                  {one.message}
                </li>
              ))}
            </ul>
          </section>
        )}
        <section className="card">
          <div className="head">
            <h2>读出来是这样</h2>
          </div>
          {checked ? (
            <DayTable days={checked.days} compact />
          ) : (
            <p className="soft" style={{ padding: 16 }}>
              正在检查
            </p>
          )}
        </section>
      </aside>
    </div>
  );
}

function useChecked(definition: Record<string, unknown>): Checked | undefined {
  const text = JSON.stringify(definition);
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), 500);
    return () => clearTimeout(timer);
  }, [text]);
  return useQuery({
    queryKey: ['pathway-check', asked],
    queryFn: () => api.post<Checked>('/api/pathways/check', { definition: JSON.parse(asked) }),
    placeholderData: (old) => old,
  }).data;
}
