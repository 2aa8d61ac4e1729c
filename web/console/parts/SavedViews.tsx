import { CloseOutlined, PlusOutlined, TeamOutlined } from '@ant-design/icons';
import { api } from '@nq/api';
import type { RuleNode, SavedView } from '@nq/api';
import { num } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Drawer, Input, Tooltip } from 'antd';
import { useState } from 'react';
import { mayOpen, useSession } from '../session';
import { ErrorState } from './ErrorState';
import { useUndoable } from './rule/history';
import { RuleTree, UndoButtons } from './rule/RuleTree';
import { unfinished } from './rule/tree';
import { useLook } from './rule/useLook';
import './table.css';

interface Props {
  page: 'patients' | 'tasks';
  chosen: string | null;
  choose: (id: string | null) => void;
}

export function useViews(page: string) {
  return useQuery({
    queryKey: ['views', page],
    queryFn: () => api.get<SavedView[]>('/api/views', { page }),
    retry: false,
    staleTime: 60_000,
  });
}

/** 视图: lists kept under a name, as a row of chips; made with the same conditions as audiences. */
export function SavedViews({ page, chosen, choose }: Props) {
  const query = useViews(page);
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const [making, setMaking] = useState(false);
  const may = mayOpen(useSession(), 'segments');
  const views = query.data ?? [];
  const here = views.find((view) => view.id === chosen);
  if (views.length === 0 && !may) return null;
  const remove = (view: SavedView) =>
    modal.confirm({
      title: `删除视图“${view.name}”`,
      content: view.shared ? '同事也将看不到这个视图。患者资料不受影响。' : '只删除这个视图，患者资料不受影响。',
      okText: '删除',
      cancelText: '取消',
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await api.del(`/api/views/${view.id}`);
          if (chosen === view.id) choose(null);
          void client.invalidateQueries({ queryKey: ['views'] });
        } catch (error) {
          void message.error(error instanceof Error ? error.message : '没有删除，请重试。');
        }
      },
    });
  return (
    <div className="views no-print">
      <div className="row wrap" role="group" aria-label="视图">
        <button type="button" className="view" aria-pressed={chosen === null} onClick={() => choose(null)}>
          全部
        </button>
        {views.map((view) => (
          <span key={view.id} className="view" data-on={chosen === view.id}>
            <Tooltip title={view.sentence} mouseEnterDelay={0.4}>
              <button
                type="button"
                className="plain"
                aria-pressed={chosen === view.id}
                onClick={() => choose(chosen === view.id ? null : view.id)}
              >
                {view.name}
                {view.shared && <TeamOutlined style={{ marginLeft: 4 }} aria-label="与同事共享" />}
              </button>
            </Tooltip>
            {view.mine && (
              <button type="button" className="plain" aria-label={`删除视图 ${view.name}`} onClick={() => remove(view)}>
                <CloseOutlined style={{ fontSize: 10 }} />
              </button>
            )}
          </span>
        ))}
        {may && (
          <Button size="small" type="text" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
            新视图
          </Button>
        )}
      </div>
      {here && <p className="soft small">{here.sentence}</p>}
      <Drawer
        open={making}
        onClose={() => setMaking(false)}
        size={640}
        title="新视图"
        destroyOnHidden
        styles={{ body: { padding: 16 } }}
      >
        <Making
          page={page}
          done={(view) => {
            setMaking(false);
            choose(view.id);
          }}
        />
      </Drawer>
    </div>
  );
}

const FIRST: RuleNode = { all: [] };

function Making({ page, done }: { page: string; done: (view: SavedView) => void }) {
  const rule = useUndoable<RuleNode>(() => FIRST);
  const found = useLook(rule.now, { parts: false });
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const { message } = App.useApp();
  const save = async () => {
    setBusy(true);
    try {
      const view = await api.post<SavedView>('/api/views', { page, name: name.trim(), rule: rule.now, shared });
      await client.invalidateQueries({ queryKey: ['views'] });
      done(view);
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有保存，请重试。', 6);
    } finally {
      setBusy(false);
    }
  };
  const ready = name.trim() !== '' && unfinished(rule.now) === 0 && found.look?.errors.length === 0;
  return (
    <div className="stack">
      <Input
        value={name}
        onChange={(event) => setName(event.target.value)}
        placeholder="视图名称，如：本周要复查的糖尿病患者"
        aria-label="视图名称"
        maxLength={40}
        autoFocus
      />
      <div>
        <div className="row between">
          <h3>条件</h3>
          <UndoButtons rule={rule} />
        </div>
        <RuleTree rule={rule} errors={found.errors} nodes={found.nodes} />
      </div>
      {found.error && <ErrorState error={found.error} retry={() => void found.refetch()} />}
      {found.look && (
        <p style={{ opacity: found.waiting ? 0.55 : 1 }} aria-live="polite">
          现在有 <b>{num(found.look.size)}</b> 人；列表里只有您能查看的人，随数据实时变化。
        </p>
      )}
      <div className="row between">
        <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
          与同事共享
        </Checkbox>
        <Button type="primary" loading={busy} disabled={!ready} onClick={() => void save()}>
          保存视图
        </Button>
      </div>
    </div>
  );
}
