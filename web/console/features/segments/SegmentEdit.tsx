import { api, ApiError } from '@nq/api';
import type { RuleNode, Segment } from '@nq/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { LiveSize } from './LiveSize';
import { RuleTree } from './RuleTree';
import { unfinished } from './tree';
import './segments.css';

interface Typed {
  name: string;
  description?: string;
}

/** 人群编辑: the tree on the left, on the right how many, whom, and why, while one edits. */
export default function SegmentEdit() {
  const { id } = useParams();
  const query = useQuery({
    queryKey: ['segments', 'one', id],
    queryFn: () => api.get<Segment>(`/api/segments/${id}`),
    enabled: id !== undefined,
  });
  if (!id) return <Editor segment={null} />;
  return <Loaded query={query}>{(segment) => <Editor key={segment.id} segment={segment} />}</Loaded>;
}

function Editor({ segment }: { segment: Segment | null }) {
  const [form] = Form.useForm<Typed>();
  const [rule, setRule] = useState<RuleNode>(segment ? grouped(segment.rule) : { all: [{ age: { ge: 60 } }] });
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const go = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const save = async (typed: Typed) => {
    if (unfinished(rule) > 0) {
      void message.error('还有条件没有填完。');
      return;
    }
    setBusy(true);
    try {
      const body = { name: typed.name, description: typed.description ?? '', rule };
      const saved = segment
        ? await api.put<Segment | undefined>(`/api/segments/${segment.id}`, body)
        : await api.post<Segment>('/api/segments', body);
      void client.invalidateQueries({ queryKey: ['segments'] });
      void message.success('已保存');
      void go(`/segments/${saved?.id ?? segment?.id ?? ''}`);
    } catch (error) {
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
          <Form
            form={form}
            layout="vertical"
            requiredMark={false}
            className="card"
            style={{ padding: '14px 16px 0' }}
            initialValues={{ name: segment?.name, description: segment?.description ?? undefined }}
            onFinish={(typed) => void save(typed)}
          >
            <Form.Item name="name" label="名称" rules={[{ required: true, message: '请填写名称' }]}>
              <Input placeholder="例如：血压未达标且 30 天未联系" />
            </Form.Item>
            <Form.Item name="description" label="用途">
              <Input placeholder="给同事看的一句话" />
            </Form.Item>
          </Form>
          <section className="card">
            <div className="head">
              <h2>条件</h2>
            </div>
            <div className="body">
              <RuleTree rule={rule} change={setRule} errors={errors} />
            </div>
          </section>
        </div>
        <LiveSize rule={rule} found={setErrors} />
      </div>
    </div>
  );
}

/** The editor wants a group at the root; a single condition becomes a group of one. */
function grouped(rule: RuleNode): RuleNode {
  return 'all' in rule || 'any' in rule ? rule : { all: [rule] };
}
