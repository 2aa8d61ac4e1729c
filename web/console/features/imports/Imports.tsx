import { InboxOutlined } from '@ant-design/icons';
import { api, ApiError } from '@nq/api';
import type { ImportRow, ImportSheet, Page } from '@nq/api';
import { num, shortTime } from '@nq/common';
import { useQueryClient } from '@tanstack/react-query';
import { App, Upload } from 'antd';
import { useState } from 'react';
import { DataTable } from '../../parts/DataTable';
import { useListState } from '../../parts/listState';
import { PageHead } from '../../parts/PageHead';
import { ImportWizard } from './ImportWizard';

/** 导入: a sheet as it comes from any department; columns recognised, tried without writing, then filed. */
export default function Imports() {
  const list = useListState();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [sheet, setSheet] = useState<ImportSheet | null>(null);
  const upload = async (file: File) => {
    const body = new FormData();
    body.append('file', file);
    try {
      setSheet(await api.post<ImportSheet>('/api/imports', body));
    } catch (error) {
      void message.error(error instanceof ApiError ? error.message : '没有读出这个文件，请确认是 Excel 或 CSV。', 6);
    }
  };
  const leave = () => {
    setSheet(null);
    void client.invalidateQueries({ queryKey: ['imports'] });
  };
  return (
    <div className="page">
      <PageHead title="导入" note="支持 xlsx、xls、csv。先试跑看每一行会怎样，再写入。" />
      {sheet ? (
        <ImportWizard key={sheet.id} sheet={sheet} leave={leave} />
      ) : (
        <div className="stack">
          <Upload.Dragger
            accept=".xlsx,.xls,.csv,.txt"
            showUploadList={false}
            beforeUpload={(file) => {
              void upload(file);
              return false;
            }}
            style={{ background: '#fff' }}
          >
            <p>
              <InboxOutlined style={{ fontSize: 36, color: 'var(--c-primary)' }} />
            </p>
            <p className="strong">把表格拖到这里，或点击选择文件</p>
            <p className="soft small">表头在第几行、日期写法、是否带“岁”“次/分”等单位，都会自动识别</p>
          </Upload.Dragger>
          <DataTable<ImportRow>
            name={['imports']}
            list={list}
            rowKey={(row) => row.id}
            load={(query, signal) => api.get<Page<ImportRow>>('/api/imports', query, signal)}
            empty={{ text: '还没有导入过。' }}
            columns={[
              { title: '文件', dataIndex: 'name', key: 'name' },
              { title: '行数', key: 'rows', number: true, render: (_, row) => num(row.rows) },
              { title: '状态', key: 'state', dataIndex: 'state_name' },
              { title: '有误', key: 'errors', number: true, render: (_, row) => num(row.error_count) },
              { title: '时间', key: 'at', render: (_, row) => shortTime(row.created_at) },
              { title: '操作人', key: 'by', dataIndex: 'created_by' },
            ]}
          />
        </div>
      )}
    </div>
  );
}
