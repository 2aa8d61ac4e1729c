import { api } from '@nq/api';
import type { ApiToken } from '@nq/api';
import { shortTime } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, InputNumber, Modal, Table, Typography } from 'antd';
import { useState } from 'react';
import { Empty } from '../../parts/Empty';
import { FormDrawer } from '../../parts/FormDrawer';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';

/** 接口令牌: keys for machines (FHIR); shown once, ended at once. */
export default function Tokens() {
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const [making, setMaking] = useState(false);
  const [fresh, setFresh] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ['tokens'],
    queryFn: () => api.get<ApiToken[] | { items: ApiToken[] }>('/api/tokens'),
  });
  const end = (row: ApiToken) =>
    modal.confirm({
      title: `停用“${row.name}”`,
      content: '使用它的系统会立刻无法调用接口。',
      okText: '停用',
      cancelText: '取消',
      onOk: async () => {
        try {
          await api.del(`/api/tokens/${row.id}`);
          void client.invalidateQueries({ queryKey: ['tokens'] });
        } catch (error) {
          void message.error(error instanceof Error ? error.message : '没有停用，请重试。');
        }
      },
    });
  return (
    <div className="page">
      <PageHead title="接口令牌" note="给其他系统调用 FHIR 接口用。令牌只显示一次。">
        <Button type="primary" onClick={() => setMaking(true)}>
          新建令牌
        </Button>
      </PageHead>
      <Loaded query={query}>
        {(data) => (
          <div className="card data-table">
            <Table<ApiToken>
              size="small"
              rowKey="id"
              pagination={false}
              dataSource={Array.isArray(data) ? data : data.items}
              locale={{ emptyText: <Empty text="还没有令牌。" /> }}
              columns={[
                { title: '用途', dataIndex: 'name' },
                { title: '建立', render: (_, row) => shortTime(row.created_at) },
                { title: '到期', render: (_, row) => shortTime(row.expires_at) },
                { title: '', align: 'right', render: (_, row) => <a onClick={() => end(row)}>停用</a> },
              ]}
            />
          </div>
        )}
      </Loaded>
      <FormDrawer<{ name: string; days: number }>
        open={making}
        width={420}
        title="新建令牌"
        verb="生成"
        close={() => setMaking(false)}
        initial={{ days: 365 }}
        submit={async (typed) => {
          const made = await api.post<{ token: string }>('/api/tokens', typed);
          setFresh(made.token);
          void client.invalidateQueries({ queryKey: ['tokens'] });
        }}
      >
        <Form.Item name="name" label="用途" rules={[{ required: true, message: '请写明给哪个系统用' }]}>
          <Input placeholder="例如：检验系统 FHIR 写入" />
        </Form.Item>
        <Form.Item name="days" label="有效天数" rules={[{ required: true, message: '请填天数' }]}>
          <InputNumber min={1} max={3650} precision={0} style={{ width: '100%' }} />
        </Form.Item>
      </FormDrawer>
      <Modal
        open={fresh !== null}
        title="令牌只显示这一次"
        footer={
          <Button type="primary" onClick={() => setFresh(null)}>
            我已保存
          </Button>
        }
        onCancel={() => setFresh(null)}
      >
        <Typography.Paragraph copyable style={{ wordBreak: 'break-all' }}>
          {fresh ?? ''}
        </Typography.Paragraph>
      </Modal>
    </div>
  );
}
