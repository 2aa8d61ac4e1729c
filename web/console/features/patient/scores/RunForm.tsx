import { api } from '@nq/api';
import type { ModelInput, ModelView, ScoreDetail } from '@nq/api';
import { shortTime, unitWord } from '@nq/common';
import { Form, Input, InputNumber, Radio, Select } from 'antd';
import { FormDrawer } from '../../../parts/FormDrawer';
import { scorePath, useTakeScore } from './scoreData';
import { askedFirst, canType, onlyUnit, typedInputs } from './typedInputs';
import type { Typed } from './typedInputs';

interface Props {
  patientId: string;
  model: ModelView;
  detail: ScoreDetail;
  open: boolean;
  close: () => void;
}

/** Runs a model with values entered by hand; what is entered is filed in the record. Empty fields stay as the record has them. */
export function RunForm({ patientId, model, detail, open, close }: Props) {
  const take = useTakeScore(patientId);
  const inputs = askedFirst(
    model.inputs,
    detail.missing.map((one) => one.code),
  );
  const elsewhere = model.inputs.filter((one) => !canType(one));
  return (
    <FormDrawer<{ inputs?: Record<string, Typed> }>
      open={open}
      width={480}
      title={`补充资料并评估：${model.name}`}
      verb="入档并评估"
      note="填写的数值会记入档案"
      close={close}
      submit={async (typed) => {
        const body = { inputs: typedInputs(model.inputs, typed.inputs ?? {}) };
        const fresh = await api.post<ScoreDetail>(scorePath(patientId, model.id), body);
        take(fresh);
        return fresh.status === 'done' ? '已评估' : '已入档，资料仍不全';
      }}
    >
      {inputs.map((input) => (
        <Form.Item
          key={input.code}
          name={['inputs', input.code]}
          label={input.name}
          extra={<Known input={input} detail={detail} />}
        >
          <TypedInput input={input} usual={usualUnit(input, detail)} />
        </Form.Item>
      ))}
      {elsewhere.length > 0 && (
        <p className="soft">{elsewhere.map((one) => one.name).join('、')}由问卷或设备数据填入，不在这里录入。</p>
      )}
    </FormDrawer>
  );
}

/** The unit of the record's own value, where a choice is needed. */
const usualUnit = (input: ModelInput, detail: ScoreDetail): string | undefined => {
  const known = detail.filled.find((one) => one.code === input.code)?.unit;
  return onlyUnit(input) ?? input.units.find((one) => one === known);
};

function Known({ input, detail }: { input: ModelInput; detail: ScoreDetail }) {
  const known = detail.filled.find((one) => one.code === input.code);
  if (!known) return <>{input.what_to_measure}</>;
  return (
    <>
      档案 {known.shown}（{[known.source, known.at && shortTime(known.at)]
        .filter(Boolean)
        .join(' · ')}），留空则沿用
    </>
  );
}

interface InputProps {
  input: ModelInput;
  usual: string | undefined;
  id?: string;
  value?: Typed;
  onChange?: (value: Typed) => void;
}

function TypedInput({ input, usual, id, value, onChange }: InputProps) {
  const set = (part: Typed) => onChange?.({ ...value, ...part });
  if (input.kind === 'bool' || input.kind === 'choice') {
    const options =
      input.kind === 'bool'
        ? [
            { value: true, label: '是' },
            { value: false, label: '否' },
          ]
        : input.choices.map((one) => ({ value: one.code, label: one.label }));
    if (options.length <= 4)
      return (
        <span className="typed-input">
          <Radio.Group
            id={id ?? ''}
            options={options}
            value={value?.value}
            onChange={(event) => set({ value: event.target.value as string | boolean })}
          />
        </span>
      );
    return (
      <Select
        id={id ?? ''}
        allowClear
        options={options as { value: string; label: string }[]}
        value={(value?.value as string | undefined) ?? null}
        onChange={(code: string | null) => set({ value: code ?? null })}
      />
    );
  }
  if (input.kind === 'text')
    return <Input id={id ?? ''} value={String(value?.value ?? '')} onChange={(event) => set({ value: event.target.value })} />;
  const unit = value?.unit ?? usual;
  return (
    <span className="row">
      <InputNumber
        id={id ?? ''}
        className="grow"
        controls={false}
        value={(value?.value as number | undefined) ?? null}
        onChange={(number) => set({ value: number, ...(unit ? { unit } : {}) })}
        aria-label={input.name}
      />
      {input.units.length > 1 ? (
        <Select
          style={{ width: 130 }}
          value={unit ?? null}
          placeholder="选单位"
          onChange={(chosen: string | null) => set(chosen ? { unit: chosen } : {})}
          options={input.units.map((one) => ({ value: one, label: unitWord(one) }))}
          aria-label={`${input.name}的单位`}
        />
      ) : (
        <span className="unit" style={{ minWidth: 60 }}>
          {unitWord(unit)}
        </span>
      )}
    </span>
  );
}
