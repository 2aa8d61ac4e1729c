import { api, ApiError } from '@nq/api';
import type { ImportOutcome, ImportSheet } from '@nq/api';
import { num } from '@nq/common';
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Select, Steps, Table } from 'antd';
import { useState } from 'react';
import './imports.css';

const TYPE: Record<string, string> = {
  Patient: '患者',
  patient: '患者',
  Observation: '检验测量',
  observation: '检验测量',
  Encounter: '就诊',
  encounter: '就诊',
  Condition: '诊断',
  condition: '诊断',
  Procedure: '手术操作',
  procedure: '手术操作',
  Medication: '用药',
  MedicationRequest: '用药',
  medication: '用药',
  Report: '报告',
  report: '报告',
  AllergyIntolerance: '过敏',
  allergy: '过敏',
};
const COUNT: Record<string, string> = { created: '新增', updated: '更新', unchanged: '未变' };

/** Three steps: what each column is, a try without writing, the writing. */
export function ImportWizard({ sheet, leave }: { sheet: ImportSheet; leave: () => void }) {
  const { message } = App.useApp();
  const [mapping, setMapping] = useState<Record<number, string | null>>(() =>
    Object.fromEntries(sheet.columns.map((column) => [column.index, column.target])),
  );
  const [tried, setTried] = useState<ImportOutcome | null>(null);
  const [filed, setFiled] = useState<ImportOutcome | null>(null);
  const send = useMutation({
    mutationFn: (step: 'dry-run' | 'run') =>
      api.post<ImportOutcome>(`/api/imports/${sheet.id}/${step}`, {
        mapping: Object.fromEntries(Object.entries(mapping).filter(([, target]) => target)),
      }),
    onSuccess: (outcome, step) => (step === 'run' ? setFiled(outcome) : setTried(outcome)),
    onError: (error) => void message.error(error instanceof ApiError ? error.message : '没有完成，请重试。', 6),
  });
  const outcome = filed ?? tried;
  const used = new Set(Object.values(mapping).filter(Boolean));
  return (
    <div className="stack">
      <div className="card" style={{ padding: '14px 20px' }}>
        <div className="row between" style={{ marginBottom: 12 }}>
          <h2>{sheet.name}</h2>
          <span className="soft">
            {num(sheet.rows)} 行，{sheet.header_row === null ? '没有找到表头' : `表头在第 ${sheet.header_row + 1} 行`}
          </span>
        </div>
        <Steps
          size="small"
          current={filed ? 3 : tried ? 2 : 0}
          items={[{ title: '对应列' }, { title: '试跑' }, { title: '写入' }]}
        />
      </div>
      {!filed && (
        <section className="card">
          <div className="head">
            <h2>每一列是什么</h2>
            <span className="soft small">已自动识别 {used.size} 列，未对应的列不导入</span>
            <span className="grow" />
            <Button onClick={leave}>换一个文件</Button>
            <Button
              type={tried ? 'default' : 'primary'}
              loading={send.isPending && send.variables === 'dry-run'}
              onClick={() => send.mutate('dry-run')}
            >
              试跑
            </Button>
            {tried && (
              <Button
                type="primary"
                loading={send.isPending && send.variables === 'run'}
                onClick={() => send.mutate('run')}
              >
                写入档案
              </Button>
            )}
          </div>
          <div className="import-scroll">
            <table className="import-cols">
              <tbody>
                {sheet.columns.map((column) => (
                  <tr key={column.index}>
                    <th>{column.header || `第 ${column.index + 1} 列`}</th>
                    <td className="soft">{column.sample.slice(0, 3).join(' · ')}</td>
                    <td>
                      <Select
                        allowClear
                        showSearch={{ optionFilterProp: 'label' }}
                        placeholder="不导入"
                        value={mapping[column.index] ?? null}
                        onChange={(target: string | undefined) => {
                          setMapping({ ...mapping, [column.index]: target ?? null });
                          setTried(null);
                        }}
                        options={sheet.targets.map((target) => ({
                          value: target.key,
                          label: target.label,
                          disabled: used.has(target.key) && mapping[column.index] !== target.key,
                        }))}
                        style={{ width: 220 }}
                        aria-label={`${column.header} 对应`}
                      />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      {outcome && <Outcome outcome={outcome} filed={filed !== null} />}
      {filed && (
        <div>
          <Button type="primary" onClick={leave}>
            完成
          </Button>
        </div>
      )}
    </div>
  );
}

function Outcome({ outcome, filed }: { outcome: ImportOutcome; filed: boolean }) {
  const { summary } = outcome;
  const sums = `共 ${num(summary.rows)} 行，${filed ? '已写入' : '可写入'} ${num(summary.imported)} 行，跳过空行与合计 ${num(summary.skipped)} 行，拒收 ${num(summary.refused)} 行，${num(summary.warnings)} 个单元格未采用`;
  const kinds = Object.entries(summary.types).map(
    ([type, counts]) =>
      `${TYPE[type] ?? type}：${
        Object.entries(counts)
          .filter(([, n]) => n > 0)
          .map(([what, n]) => `${COUNT[what] ?? what} ${num(n)}`)
          .join('，') || '无'
      }`,
  );
  return (
    <section className="card">
      <div className="head">
        <h2>{filed ? '导入结果' : '试跑结果'}</h2>
        {!filed && <span className="soft small">尚未写入</span>}
      </div>
      <div className="body stack">
        <Alert
          type={outcome.errors.length === 0 ? 'success' : 'warning'}
          showIcon
          title={sums}
          description={kinds.join('；') || undefined}
        />
        {outcome.errors.length > 0 && (
          <Table
            size="small"
            rowKey={(row) => `${row.row}/${row.column}/${row.message}`}
            dataSource={outcome.errors}
            pagination={{ pageSize: 10, size: 'small' }}
            columns={[
              { title: '行', dataIndex: 'row', width: 80 },
              { title: '列', dataIndex: 'column', width: 160 },
              { title: '问题', dataIndex: 'message' },
              { title: '处理', width: 110, render: (_, row) => (row.refused ? '整行不写入' : '只略过此格') },
            ]}
          />
        )}
      </div>
    </section>
  );
}
