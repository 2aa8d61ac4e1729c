import { api, ApiError } from '@nq/api';
import type { Flow, RuleNode, Segment } from '@nq/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { useMemo, useState } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { useUndoable } from '../../parts/rule/history';
import { RuleTree, UndoButtons } from '../../parts/rule/RuleTree';
import { grouped, unfinished } from '../../parts/rule/tree';
import { useLook, useSettled } from '../../parts/rule/useLook';
import { NOTHING_ASKED } from './asked';
import type { Asked } from './asked';
import { FlowCard } from './FlowCard';
import { LiveLook } from './LiveLook';
import { LivePeople } from './LivePeople';
import './segments.css';

interface Typed {
  name: string;
  description?: string;
}

/** 人群编辑器: the tree on the left, in the middle how many and what they are made of, on the right whom and why. */
export default function SegmentEdit() {
  const { id } = useParams();
  const query = useQuery({
    queryKey: ['segments', 'one', id],
    queryFn: () => api.get<Segment>(`/api/segments/${id}`),
    enabled: id !== undefined,
    refetchOnWindowFocus: false,
  });
  // Another page may hand over a rule to begin with.
  const given = (useLocation().state as { rule?: RuleNode } | null)?.rule;
  if (!id) return <Editor segment={null} given={given} />;
  return <Loaded query={query}>{(segment) => <Editor key={segment.id} segment={segment} />}</Loaded>;
}

const FIRST: RuleNode = { all: [{ age: { ge: 60 } }] };

function Editor({ segment, given = FIRST }: { segment: Segment | null; given?: RuleNode | undefined }) {
  const [form] = Form.useForm<Typed>();
  const rule = useUndoable<RuleNode>(() => (segment ? grouped(segment.rule) : given));
  const [asked, setAsked] = useState<Asked>(NOTHING_ASKED);
  const [refused, setRefused] = useState<{ rule: RuleNode; errors: Record<string, string> } | null>(null);
  const [busy, setBusy] = useState(false);
  const found = useLook(rule.now, asked);
  const flowed = useSettled(rule.now, 600);
  const go = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  // What saving refused is shown until the rule changes.
  const errors = useMemo(
    () => (refused?.rule === rule.now ? { ...found.errors, ...refused.errors } : found.errors),
    [refused, rule.now, found.errors],
  );
  const save = async (typed: Typed) => {
    if (unfinished(rule.now) > 0) {
      void message.error('还有条件没有填完。');
      return;
    }
    setBusy(true);
    try {
      const body = { name: typed.name, description: typed.description ?? '', rule: rule.now };
      const saved = segment
        ? await api.put<Segment | undefined>(`/api/segments/${segment.id}`, body)
        : await api.post<Segment>('/api/segments', body);
      void client.invalidateQueries({ queryKey: ['segments'] });
      void client.invalidateQueries({ queryKey: ['dictionary'] });
      void message.success('已保存');
      void go(`/segments/${saved?.id ?? segment?.id ?? ''}`);
    } catch (error) {
      if (error instanceof ApiError) setRefused({ rule: rule.now, errors: atNodes(error) });
      void message.error(error instanceof ApiError ? error.message : '保存失败，请重试。', 6);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="page">
      <PageHead
        title={segment ? `编辑：${segment.name}` : '新建人群'}
        note="人数随条件实时计算；缺少资料的人不算满足，单独列出。"
      >
        <Button onClick={() => void go(segment ? `/segments/${segment.id}` : '/segments')}>取消</Button>
        <Button type="primary" loading={busy} onClick={() => form.submit()}>
          保存人群
        </Button>
      </PageHead>
      <div className="seg-edit">
        <div className="stack">
          <section className="card">
            <Form
              form={form}
              requiredMark={false}
              className="seg-name"
              initialValues={{ name: segment?.name, description: segment?.description ?? undefined }}
              onFinish={(typed) => void save(typed)}
            >
              <Form.Item name="name" rules={[{ required: true, message: '请填写名称' }]}>
                <Input placeholder="人群名称，如：血压未达标且 30 天未联系" aria-label="名称" maxLength={40} />
              </Form.Item>
              <Form.Item name="description">
                <Input placeholder="用途：给同事看的一句话" aria-label="用途说明" />
              </Form.Item>
            </Form>
            <div className="head seg-tree-head">
              <h2>条件</h2>
              <span className="grow" />
              <UndoButtons rule={rule} />
            </div>
            <div className="body">
              {errors[''] && <p className="bad small">{errors['']}</p>}
              <RuleTree rule={rule} errors={errors} nodes={found.nodes} />
              {found.look?.sentence && <p className="soft seg-sentence">{found.look.sentence}</p>}
            </div>
          </section>
          <FlowCard
            name={JSON.stringify(flowed)}
            load={(from, to) => api.post<Flow>('/api/audience/flow', { rule: flowed, from, to })}
            enabled={unfinished(flowed) === 0 && found.look?.errors.length === 0}
          />
        </div>
        <LiveLook
          found={found}
          asked={asked}
          ask={(part) => setAsked((old) => ({ ...old, ...part }))}
          own={segment?.id}
        />
        <LivePeople found={found} />
      </div>
    </div>
  );
}

/** `rule/all/0` of a refusal is the node `/all/0`. */
function atNodes(error: ApiError): Record<string, string> {
  return Object.fromEntries(
    Object.entries(error.fields).flatMap(([field, said]) => (field.startsWith('rule') ? [[field.slice(4), said]] : [])),
  );
}
