import { api } from '@nq/api';
import type { Template, TemplateCheck } from '@nq/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Select, Switch } from 'antd';
import { useEffect, useState } from 'react';
import { Empty } from '../../parts/Empty';
import { FormDrawer } from '../../parts/FormDrawer';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { messageClass } from '../../parts/words';
import { useSession } from '../../session';
import { wordsOf } from '../../parts/wordsOf';
import { TemplateBody } from './TemplateBody';
import './templates.css';

const WRITERS = ['health_manager', 'operations'];

interface Typed {
  code: string;
  name: string;
  class: string;
  body: string;
  sensitive: boolean;
  promotional: boolean;
}

const CLASSES = ['clinical_urgent', 'clinical_routine', 'service', 'care', 'marketing'];

/** 消息模板: the words patients read, with their variables; a change is a new version. */
export default function Templates() {
  const session = useSession();
  const client = useQueryClient();
  const [editing, setEditing] = useState<Template | 'new' | null>(null);
  const query = useQuery({ queryKey: ['templates'], queryFn: () => api.get<Template[]>('/api/templates') });
  const words = useQuery({
    queryKey: ['template-words'],
    queryFn: () => api.post<TemplateCheck>('/api/templates/check', { body: '' }),
    staleTime: 300_000,
  });
  const labels = new Map((words.data?.dictionary ?? []).map((one) => [one.key, one.label] as const));
  const may = WRITERS.includes(session.user.role);
  const one = editing === 'new' ? null : editing;
  return (
    <div className="page">
      <PageHead title="消息模板" note="患者读到的话。修改会生成新版本，已排队的消息仍用旧版本。">
        {may && (
          <Button type="primary" onClick={() => setEditing('new')}>
            新建模板
          </Button>
        )}
      </PageHead>
      <Loaded query={query}>
        {(rows) =>
          rows.length === 0 ? (
            <div className="card">
              <Empty text="还没有模板。" />
            </div>
          ) : (
            <div className="tpl-grid">
              {rows.map((row) => (
                <article key={row.code} className="card tpl">
                  <div className="row between">
                    <h2>{row.name}</h2>
                    <span className="soft small nowrap">{row.version === 0 ? '内置' : `第 ${row.version} 版`}</span>
                  </div>
                  <TemplateBody body={row.body} labels={labels} />
                  <div className="row between">
                    <span className="row wrap">
                      <span className="reason teal">{messageClass(row.class)}</span>
                      {row.sensitive && <span className="reason warm">敏感：不出现病名</span>}
                    </span>
                    {may && <a onClick={() => setEditing(row)}>修改</a>}
                  </div>
                </article>
              ))}
            </div>
          )
        }
      </Loaded>
      <FormDrawer<Typed>
        open={editing !== null}
        title={one ? `修改：${one.name}` : '新建模板'}
        verb="保存为新版本"
        close={() => setEditing(null)}
        initial={
          one
            ? {
                code: one.code,
                name: one.name,
                class: one.class,
                body: one.body,
                sensitive: one.sensitive,
                promotional: one.promotional,
              }
            : { sensitive: false, promotional: false, class: 'clinical_routine' }
        }
        submit={async (typed) => {
          await api.post('/api/templates', { ...typed, ...(one?.form_code ? { form_code: one.form_code } : {}) });
          void client.invalidateQueries({ queryKey: ['templates'] });
          return '已保存';
        }}
      >
        {(form) => (
          <>
            <Form.Item name="name" label="名称" rules={[{ required: true, message: '请填写名称' }]}>
              <Input />
            </Form.Item>
            <Form.Item
              name="code"
              label="代码"
              rules={[
                { required: true, pattern: /^[a-z][a-z0-9_]*$/, message: '小写字母开头，只用字母、数字和下划线' },
              ]}
              extra="路径里引用它"
            >
              <Input disabled={one !== null} />
            </Form.Item>
            <Form.Item
              name="class"
              label="类别"
              rules={[{ required: true, message: '请选类别' }]}
              extra="类别决定能走哪些渠道、什么时段"
            >
              <Select options={CLASSES.map((value) => ({ value, label: messageClass(value) }))} />
            </Form.Item>
            <Form.Item name="body" label="内容" rules={[{ required: true, message: '请填写内容' }]}>
              <Input.TextArea autoSize={{ minRows: 4 }} showCount />
            </Form.Item>
            <Form.Item
              name="promotional"
              label="含推广内容"
              valuePropName="checked"
              extra="含推广内容的只能走营销渠道，须有授权"
            >
              <Switch />
            </Form.Item>
            <Form.Item
              name="sensitive"
              label="敏感模板"
              valuePropName="checked"
              extra="打开后内容不得出现病名、科室等字样"
            >
              <Switch />
            </Form.Item>
            <Form.Item shouldUpdate={(a: Typed, b: Typed) => a.body !== b.body || a.sensitive !== b.sensitive} noStyle>
              {() => (
                <Check
                  body={(form.getFieldValue('body') as string | undefined) ?? ''}
                  sensitive={form.getFieldValue('sensitive') === true}
                />
              )}
            </Form.Item>
          </>
        )}
      </FormDrawer>
    </div>
  );
}

/** What the patient will read, and what is wrong with it, while one writes. */
function Check({ body, sensitive }: { body: string; sensitive: boolean }) {
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(body), 400);
    return () => clearTimeout(timer);
  }, [body]);
  const query = useQuery({
    queryKey: ['template-check', asked, sensitive],
    queryFn: () => api.post<TemplateCheck>('/api/templates/check', { body: asked, sensitive }),
    enabled: asked.length > 0,
  });
  if (!asked || !query.data) return null;
  const problems = wordsOf(query.data.problems);
  return (
    <div className="stack tight">
      {problems.length > 0 && <Alert type="warning" showIcon title={problems.join('；')} />}
      {query.data.preview && <div className="phone-bubble">{query.data.preview}</div>}
      {query.data.sms_parts !== null && <p className="soft small">短信按 {query.data.sms_parts} 条计费</p>}
      <p className="soft small">
        可用的变量：{query.data.dictionary.map((one) => `{{${one.key}}} ${one.label}`).join('，')}
      </p>
    </div>
  );
}
