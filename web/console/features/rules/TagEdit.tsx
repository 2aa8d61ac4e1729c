import { api, ApiError } from '@nq/api';
import type { RuleNode, Tag } from '@nq/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, InputNumber, Radio } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { Empty } from '../../parts/Empty';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { useUndoable } from '../../parts/rule/history';
import { RuleTree, UndoButtons } from '../../parts/rule/RuleTree';
import { grouped, unfinished } from '../../parts/rule/tree';
import { useLook } from '../../parts/rule/useLook';
import { useSession } from '../../session';
import { TagEffectCard } from './TagEffectCard';
import './rules.css';

interface Typed {
  name: string;
  sensitivity: string;
  expires_days: number | null;
}

const LEVELS = [
  { value: 'normal', label: '普通' },
  { value: 'sensitive', label: '敏感' },
  { value: 'secret', label: '高敏' },
];
const FIRST: RuleNode = { all: [{ age: { ge: 60 } }] };

/** One tag: its draft, who would get it and who would lose it, and only then its publication. */
export default function TagEdit() {
  const { code = 'new' } = useParams();
  const query = useQuery({
    queryKey: ['tags'],
    queryFn: () => api.get<Tag[]>('/api/tags'),
    enabled: code !== 'new',
    refetchOnWindowFocus: false,
  });
  if (code === 'new') return <Editor tag={null} />;
  return (
    <Loaded query={query}>
      {(tags) => {
        const tag = tags.find((one) => one.code === code);
        return tag ? <Editor key={code} tag={tag} /> : <Empty text="没有这个标签，或您的角色看不到它。" />;
      }}
    </Loaded>
  );
}

function Editor({ tag }: { tag: Tag | null }) {
  const [form] = Form.useForm<Typed>();
  const rule = useUndoable<RuleNode>(() => grouped(tag?.draft ?? tag?.rule ?? FIRST));
  const found = useLook(rule.now);
  const [busy, setBusy] = useState(false);
  const go = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { user } = useSession();
  const save = async (publish: boolean) => {
    const typed = await form.validateFields().catch(() => null);
    if (!typed) return;
    if (unfinished(rule.now) > 0) {
      void message.error('还有条件没有填完。');
      return;
    }
    setBusy(true);
    try {
      const body = { ...typed, expires_days: typed.expires_days ?? null, rule: rule.now };
      const path = tag ? `/api/tags/${encodeURIComponent(tag.code)}` : '/api/tags';
      const saved = tag ? await api.put<Tag>(path, body) : await api.post<Tag>(path, body);
      if (publish) await api.post(`/api/tags/${encodeURIComponent(saved.code)}/publish`);
      for (const key of ['tags', 'rules', 'dictionary']) void client.invalidateQueries({ queryKey: [key] });
      void message.success(publish ? '已发布，正在逐人打标签' : '草稿已保存，发布前不影响任何人');
      void go(publish ? '/rules' : `/rules/tags/${encodeURIComponent(saved.code)}`);
    } catch (error) {
      void message.error(error instanceof ApiError ? error.message : '没有保存，请重试。', 6);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="page">
      <PageHead
        title={tag ? `标签：${tag.name}` : '新建标签'}
        note={tag?.state === 'changed' ? '有未发布的草稿；正在生效的仍是上一版。' : '发布前先看谁会新增、谁会失去。'}
      >
        <Button onClick={() => void go('/rules')}>返回</Button>
        <Button loading={busy} onClick={() => void save(false)}>
          保存草稿
        </Button>
        <Button type="primary" loading={busy} disabled={found.look?.size == null} onClick={() => void save(true)}>
          保存并发布
        </Button>
      </PageHead>
      <div className="tag-edit">
        <section className="card">
          <Form<Typed>
            form={form}
            requiredMark={false}
            className="tag-form"
            layout="vertical"
            initialValues={{
              name: tag?.name,
              sensitivity: tag?.sensitivity ?? 'normal',
              expires_days: tag?.expires_days ?? null,
            }}
          >
            <Form.Item name="name" label="名称" rules={[{ required: true, message: '请填写名称' }]}>
              <Input maxLength={20} placeholder="如：血压控制不佳" autoFocus={!tag} />
            </Form.Item>
            <Form.Item name="sensitivity" label="敏感级别">
              <Radio.Group
                optionType="button"
                options={LEVELS.filter((level) => user.role !== 'operations' || level.value === 'normal')}
              />
            </Form.Item>
            <Form.Item name="expires_days" label="条件不再满足后保留">
              <InputNumber min={1} max={3650} precision={0} placeholder="立即去掉" suffix="天" style={{ width: '100%' }} />
            </Form.Item>
          </Form>
          <div className="head" style={{ borderTop: '1px solid var(--c-line-soft)' }}>
            <h2>条件</h2>
            <span className="grow" />
            <UndoButtons rule={rule} />
          </div>
          <div className="body" style={{ padding: 12 }}>
            {found.errors[''] && <p className="bad small">{found.errors['']}</p>}
            <RuleTree rule={rule} errors={found.errors} nodes={found.nodes} />
          </div>
        </section>
        <TagEffectCard tag={tag} rule={rule.now} found={found} />
      </div>
    </div>
  );
}
