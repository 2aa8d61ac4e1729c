import { api } from '@nq/api';
import type { Department, Named, NewStaff, Page, StaffRow } from '@nq/api';
import { shortTime } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { DataTable } from '../../parts/DataTable';
import { FilterBar } from '../../parts/FilterBar';
import { FormDrawer } from '../../parts/FormDrawer';
import { useListState } from '../../parts/listState';
import { PageHead } from '../../parts/PageHead';
import { Status } from '../../parts/Reasons';
import { useSession } from '../../session';

const ROLES = [
  ['doctor', '医生'],
  ['nurse', '护士'],
  ['health_manager', '健康管理师'],
  ['service_desk', '客服'],
  ['operations', '运营'],
  ['department_head', '科主任'],
  ['president', '院长'],
  ['system_admin', '系统管理员'],
  ['security_admin', '安全管理员'],
  ['auditor', '审计员'],
].map(([value = '', label = '']) => ({ value, label }));

/** 组织与人员: who works here, in which role; an account is stopped, never deleted, so that its traces keep a name. */
export default function Staff() {
  const list = useListState();
  const client = useQueryClient();
  const session = useSession();
  const { message } = App.useApp();
  const [adding, setAdding] = useState(false);
  const may = session.user.role === 'system_admin';
  const turn = async (row: StaffRow) => {
    try {
      await api.post(`/api/staff/${row.id}/${row.disabled ? 'enable' : 'disable'}`);
      void client.invalidateQueries({ queryKey: ['staff'] });
      void message.success(row.disabled ? `${row.name} 已启用` : `${row.name} 已停用，当前登录一并失效`);
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有保存，请重试。');
    }
  };
  return (
    <div className="page">
      <PageHead title="组织与人员" note="角色决定能做什么，照护关系决定能看到谁。">
        {may && (
          <Button type="primary" onClick={() => setAdding(true)}>
            新增人员
          </Button>
        )}
      </PageHead>
      <FilterBar list={list} search="姓名或用户名" filters={[{ key: 'role', label: '角色', options: ROLES }]} />
      <DataTable<StaffRow>
        name={['staff']}
        list={list}
        rowKey={(row) => row.id}
        load={(query, signal) => api.get<Page<StaffRow>>('/api/staff', query, signal)}
        empty={{ text: '还没有人员。' }}
        columns={[
          { title: '姓名', key: 'name', render: (_, row) => <span className="strong">{row.name}</span> },
          { title: '用户名', dataIndex: 'login', key: 'login' },
          { title: '角色', dataIndex: 'role_name', key: 'role' },
          { title: '院区', key: 'site', render: (_, row) => row.site_name ?? '—' },
          { title: '科室', key: 'department', render: (_, row) => row.department_name ?? '—' },
          { title: '电话', key: 'phone', render: (_, row) => row.phone || '—' },
          { title: '最近登录', key: 'last', render: (_, row) => shortTime(row.last_login_at) },
          {
            title: '状态',
            key: 'state',
            render: (_, row) => (
              <Status text={row.disabled ? '已停用' : '在用'} tone={row.disabled ? 'plain' : 'green'} />
            ),
          },
          {
            title: '',
            key: 'acts',
            render: (_, row) =>
              may && row.id !== session.user.id ? (
                <span className="acts">
                  <a onClick={() => void turn(row)}>{row.disabled ? '启用' : '停用'}</a>
                </span>
              ) : null,
          },
        ]}
      />
      <NewStaffDrawer open={adding} close={() => setAdding(false)} />
    </div>
  );
}

function NewStaffDrawer({ open, close }: { open: boolean; close: () => void }) {
  const client = useQueryClient();
  const sites = useQuery({ queryKey: ['sites'], queryFn: () => api.get<Named[]>('/api/sites'), enabled: open });
  const departments = useQuery({
    queryKey: ['departments'],
    queryFn: () => api.get<Department[]>('/api/departments'),
    enabled: open,
  });
  const options = (rows: Named[] | undefined) => (rows ?? []).map((row) => ({ value: row.id, label: row.name }));
  return (
    <FormDrawer<NewStaff>
      open={open}
      width={440}
      title="新增人员"
      verb="新增"
      close={close}
      submit={async (typed) => {
        await api.post('/api/staff', {
          ...typed,
          department_id: typed.department_id ?? null,
          phone: typed.phone ?? '',
        });
        void client.invalidateQueries({ queryKey: ['staff'] });
        return `已新增 ${typed.name}`;
      }}
    >
      <Form.Item name="name" label="姓名" rules={[{ required: true, message: '请填写姓名' }]}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="login" label="用户名" rules={[{ required: true, message: '请填写用户名' }]} extra="可用工号">
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="role" label="角色" rules={[{ required: true, message: '请选角色' }]}>
        <Select options={ROLES} />
      </Form.Item>
      <Form.Item name="site_id" label="院区" rules={[{ required: true, message: '请选院区' }]}>
        <Select options={options(sites.data)} />
      </Form.Item>
      <Form.Item name="department_id" label="科室">
        <Select allowClear options={options(departments.data)} />
      </Form.Item>
      <Form.Item name="phone" label="电话">
        <Input inputMode="tel" autoComplete="off" />
      </Form.Item>
      <Form.Item name="password" label="初始密码" rules={[{ required: true, min: 12, message: '密码不少于 12 位' }]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </FormDrawer>
  );
}
