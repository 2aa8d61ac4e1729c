import { api } from '@nq/api';
import type { PathwayRow } from '@nq/api';
import { num } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Switch } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { Empty } from '../../parts/Empty';
import { FormDrawer } from '../../parts/FormDrawer';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { Status } from '../../parts/Reasons';
import { pathwayState } from '../../parts/words';
import { useSession } from '../../session';
import './pathways.css';

const DRAFTERS = ['doctor', 'health_manager', 'operations', 'department_head'];

interface Typed {
  name: string;
  code: string;
  about?: string;
  clinical?: boolean;
}

/** 路径库: what runs, for whom, since which version, and what still waits for a clinician's signature. */
export default function PathwayList() {
  const go = useNavigate();
  const client = useQueryClient();
  const session = useSession();
  const [making, setMaking] = useState(false);
  const query = useQuery({ queryKey: ['pathways'], queryFn: () => api.get<PathwayRow[]>('/api/pathways') });
  const may = DRAFTERS.includes(session.user.role);
  return (
    <div className="page">
      <PageHead title="路径库" note="发布由科主任批准。已入径的人留在原版本，直到有人迁移。">
        {may && (
          <Button type="primary" onClick={() => setMaking(true)}>
            新建路径
          </Button>
        )}
      </PageHead>
      <Loaded query={query}>
        {(rows) =>
          rows.length === 0 ? (
            <div className="card">
              <Empty text="还没有路径。" />
            </div>
          ) : (
            <div className="seg-cards path-cards">
              {rows.map((row) => (
                <Link key={row.id} to={`/pathways/${row.id}`} className="card path-card">
                  <div className="row between">
                    <h2>{row.name}</h2>
                    <Status
                      text={pathwayState(row.state)}
                      tone={row.state === 'published' ? 'green' : row.state === 'draft' ? 'warm' : 'plain'}
                    />
                  </div>
                  <p className="soft grow">{row.entry_sentence ?? '手工入径'}</p>
                  <div className="row between">
                    <span>
                      <b className="path-count">{num(row.enrolled)}</b>
                      <span className="unit">人在径</span>
                    </span>
                    <span className="row">
                      {row.unverified && <span className="reason yellow">临床内容未核实</span>}
                      <span className="soft small">
                        {row.clinical ? '临床' : '服务'} · 第 {row.version} 版
                      </span>
                    </span>
                  </div>
                </Link>
              ))}
            </div>
          )
        }
      </Loaded>
      <FormDrawer<Typed>
        open={making}
        width={440}
        title="新建路径"
        verb="建草稿"
        close={() => setMaking(false)}
        submit={async ({ name, code, about, clinical }) => {
          const definition = {
            code,
            name,
            about: about ?? '',
            clinical: clinical ?? false,
            entry: { events: [], manual: true, key: '{patient}:{event.id}' },
            anchor: { from: 'enrolment' },
            nodes: [],
          };
          const made = await api.post<{ id: string }>('/api/pathways', { definition });
          void client.invalidateQueries({ queryKey: ['pathways'] });
          void go(`/pathways/${made.id}?tab=edit`);
        }}
      >
        <Form.Item name="name" label="名称" rules={[{ required: true, message: '请填写名称' }]}>
          <Input placeholder="例如：白内障术后 30 天随访" />
        </Form.Item>
        <Form.Item
          name="code"
          label="代码"
          rules={[{ required: true, pattern: /^[a-z][a-z0-9_]*$/, message: '小写字母开头，只用字母、数字和下划线' }]}
        >
          <Input />
        </Form.Item>
        <Form.Item name="about" label="用途">
          <Input.TextArea autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Form.Item name="clinical" label="含临床内容" valuePropName="checked" extra="含临床内容的路径由临床科主任批准">
          <Switch />
        </Form.Item>
      </FormDrawer>
    </div>
  );
}
