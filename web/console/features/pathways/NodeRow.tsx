import { CloseOutlined } from '@ant-design/icons';
import { api } from '@nq/api';
import type { FormRow, Template } from '@nq/api';
import { useQuery } from '@tanstack/react-query';
import { Input, InputNumber, Select, TimePicker } from 'antd';
import dayjs from 'dayjs';
import { NODE_KINDS } from './DayTable';
import { asKind, dayOf, EDITABLE, isEditable } from './nodes';
import type { PathNode } from './nodes';
import './pathways.css';

const ROLES = [
  { value: 'health_manager', label: '健康管理师' },
  { value: 'nurse', label: '护士' },
  { value: 'doctor', label: '医生' },
  { value: 'service_desk', label: '客服' },
];

/** One row of the day table under the hand. */
export function NodeRow({
  node,
  wrong,
  put,
}: {
  node: PathNode;
  wrong: string | undefined;
  put: (node: PathNode | null) => void;
}) {
  const set = (part: Partial<PathNode>) => put({ ...node, ...part });
  if (!isEditable(node)) {
    return (
      <div className={`node${wrong ? ' wrong' : ''}`}>
        <div className="row">
          <span className="kind-mark">{NODE_KINDS[node.kind]?.icon}</span>
          <span className="strong">{NODE_KINDS[node.kind]?.word ?? node.kind}</span>
          <span className="grow">{node.name}</span>
          <span className="soft small">在右侧以文字显示，保存时原样保留</span>
        </div>
        {wrong && <p className="bad small">{wrong}</p>}
      </div>
    );
  }
  const day = dayOf(node);
  return (
    <div className={`node${wrong ? ' wrong' : ''}`}>
      <div className="row wrap">
        {day !== null ? (
          <span className="row" style={{ gap: 4 }}>
            第
            <InputNumber
              size="small"
              precision={0}
              controls={false}
              value={day}
              onChange={(n) => set({ when: { day: n ?? 0 } })}
              style={{ width: 56 }}
              aria-label="第几天"
            />
            天
          </span>
        ) : (
          <span className="reason">{whenWords(node)}</span>
        )}
        <TimePicker
          size="small"
          format="HH:mm"
          minuteStep={15}
          allowClear={false}
          value={dayjs(`2000-01-01T${node.time ?? '09:00'}`)}
          onChange={(time) => set({ time: time?.format('HH:mm') ?? '09:00' })}
          style={{ width: 84 }}
        />
        <Select
          size="small"
          value={node.kind}
          onChange={(kind) => put(asKind(node, kind))}
          options={EDITABLE.map((value) => ({ value, label: NODE_KINDS[value]?.word ?? value }))}
          style={{ width: 80 }}
          aria-label="做什么"
        />
        <Input
          size="small"
          value={node.name}
          placeholder="名称，如 第 7 天电话随访"
          onChange={(event) => set({ name: event.target.value })}
          style={{ flex: 1, minWidth: 160 }}
          aria-label="名称"
        />
        <span className="row" style={{ gap: 4 }}>
          窗口
          <InputNumber
            size="small"
            min={0}
            precision={0}
            controls={false}
            value={node.window ?? 0}
            onChange={(n) => set({ window: n ?? 0 })}
            style={{ width: 48 }}
            aria-label="窗口天数"
          />
          天
        </span>
        <button type="button" className="plain soft" aria-label="去掉这个节点" onClick={() => put(null)}>
          <CloseOutlined style={{ fontSize: 12 }} />
        </button>
      </div>
      <div className="row wrap">
        <What node={node} set={set} />
      </div>
      {wrong && <p className="bad small">{wrong}</p>}
    </div>
  );
}

function whenWords(node: PathNode): string {
  if (typeof node.when !== 'object') return '按分支';
  if (node.when.month !== undefined) return `第 ${node.when.month} 月`;
  return node.when.after ? `“${node.when.after.node}”之后 ${node.when.after.days ?? 0} 天` : '按分支';
}

function What({ node, set }: { node: PathNode; set: (part: Partial<PathNode>) => void }) {
  const templates = useQuery({
    queryKey: ['templates'],
    queryFn: () => api.get<Template[]>('/api/templates'),
    staleTime: 60_000,
  });
  const forms = useQuery({ queryKey: ['forms'], queryFn: () => api.get<FormRow[]>('/api/forms'), staleTime: 60_000 });
  const template = (
    <Select
      size="small"
      showSearch={{ optionFilterProp: 'label' }}
      value={node.template || null}
      placeholder="模板"
      onChange={(code: string) => set({ template: code })}
      options={(templates.data ?? []).map((one) => ({ value: one.code, label: one.name }))}
      style={{ minWidth: 180 }}
      popupMatchSelectWidth={false}
      aria-label="模板"
    />
  );
  const form = (optional: boolean) => (
    <Select
      size="small"
      showSearch={{ optionFilterProp: 'label' }}
      allowClear={optional}
      value={node.form || null}
      placeholder={optional ? '问卷（可选）' : '问卷'}
      onChange={(code: string | undefined) => set({ form: code ?? '' })}
      options={(forms.data ?? []).map((one) => ({ value: one.code, label: one.title }))}
      style={{ minWidth: 180 }}
      popupMatchSelectWidth={false}
      aria-label="问卷"
    />
  );
  if (node.kind === 'message') return template;
  if (node.kind === 'form')
    return (
      <>
        {form(false)}
        {template}
      </>
    );
  return (
    <>
      <Select
        size="small"
        value={node.role ?? null}
        options={ROLES}
        onChange={(role: string) => set({ role })}
        style={{ width: 120 }}
        aria-label="由谁做"
      />
      {form(true)}
      <Input.TextArea
        size="small"
        autoSize={{ minRows: 1, maxRows: 4 }}
        value={node.script ?? ''}
        placeholder="话术要点"
        onChange={(event) => set({ script: event.target.value })}
        style={{ flex: 1, minWidth: 220 }}
        aria-label="话术"
      />
    </>
  );
}
