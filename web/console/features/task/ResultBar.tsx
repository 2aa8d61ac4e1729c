import { api, ApiError } from '@nq/api';
import type { Task } from '@nq/api';
import { answerProblem, visibleItems } from '@nq/common';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { patientKey } from '../../parts/patientData';
import type { RunningForm } from './useFormSession';

interface Props {
  task: Task;
  session: RunningForm;
  saved: () => void;
  showProblems: (problems: Record<string, string>) => void;
}

/** A result that ends a person's care is read once more before it is saved. */
const sure = (label: string, text: string) => ({
  title: label,
  content: text,
  okText: '确认',
  okButtonProps: { danger: true },
  cancelText: '返回',
});

/** How the call ended; saving files the answers, closes or keeps the task, and opens the next one. */
export function ResultBar({ task, session, saved, showProblems }: Props) {
  const [code, setCode] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [next, setNext] = useState<Dayjs | null>(null);
  const [busy, setBusy] = useState(false);
  const { message, modal, notification } = App.useApp();
  const client = useQueryClient();
  const chosen = task.result_codes.find((one) => one.code === code) ?? null;

  const missing = () => {
    if (!session.form || session.empty) return {};
    const items = visibleItems(session.form.items, session.answers);
    return Object.fromEntries(
      items.flatMap((item) => {
        const wrong = answerProblem(item, session.answers[item.id]);
        return wrong ? [[item.id, wrong]] : [];
      }),
    );
  };

  const save = async () => {
    if (!code) {
      void message.info('先选一个随访结果。');
      return;
    }
    if (chosen?.needs_note && !note.trim()) {
      void message.error(`“${chosen.label}”请在备注里写明情况。`);
      return;
    }
    if (chosen?.needs_next && !next) {
      void message.error('请填写约定再联系的时间。');
      return;
    }
    const wrong = chosen?.code === 'done' ? missing() : {};
    if (Object.keys(wrong).length > 0) {
      showProblems(wrong);
      void message.error(`还有 ${Object.keys(wrong).length} 处需要补充或核对。`);
      return;
    }
    if (chosen?.confirm && !(await modal.confirm(sure(chosen.label, chosen.confirm)))) return;
    setBusy(true);
    try {
      const answers = session.empty ? undefined : session.toSend();
      await api.post(`/api/tasks/${task.id}/complete`, {
        result_code: code,
        ...(note.trim() ? { note: note.trim() } : {}),
        ...(answers ? { answers } : {}),
        ...(next ? { next_at: next.toISOString() } : {}),
        ...(chosen?.confirm ? { confirmed: true } : {}),
      });
      void message.success('已保存');
      void client.invalidateQueries({ queryKey: ['tasks'] });
      void client.invalidateQueries({ queryKey: patientKey(task.patient.id) });
      saved();
    } catch (error) {
      if (error instanceof ApiError) {
        const byItem = Object.fromEntries(
          Object.entries(error.fields).map(([name, text]) => [name.replace(/^answers[./]/, ''), text]),
        );
        if (Object.keys(byItem).length > 0) showProblems(byItem);
        notification.error({ title: '没有保存', description: error.message, duration: 8 });
      }
    } finally {
      setBusy(false);
    }
  };

  const onKey = (event: KeyboardEvent) => {
    const digit = /^[1-9]$/.test(event.key) ? task.result_codes[Number(event.key) - 1] : undefined;
    if (digit) {
      event.preventDefault();
      event.stopPropagation();
      event.nativeEvent.stopImmediatePropagation();
      setCode(digit.code);
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save();
    }
  };

  return (
    <footer className="result">
      <div className="result-codes" role="radiogroup" aria-label="随访结果" onKeyDown={onKey}>
        <span className="soft nowrap">
          结果<kbd className="kbd">R</kbd>
        </span>
        {task.result_codes.map((one) => (
          <button
            type="button"
            key={one.code}
            role="radio"
            aria-checked={code === one.code}
            className={`option${code === one.code ? ' on' : ''}`}
            onClick={() => setCode(one.code)}
          >
            {one.label}
          </button>
        ))}
      </div>
      <div className="row">
        <Input.TextArea
          className="grow"
          autoSize={{ minRows: 1, maxRows: 3 }}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          placeholder={chosen?.needs_note ? '写明情况（必填）' : '备注：顾虑、承诺'}
          aria-label="备注"
          maxLength={500}
        />
        <DatePicker
          value={next}
          onChange={setNext}
          showTime={{ format: 'HH:mm', minuteStep: 15 }}
          format="M月D日 ddd HH:mm"
          placeholder={chosen?.needs_next ? '何时再联系' : '下次联系（可选）'}
          minDate={dayjs()}
          style={{ width: 170 }}
          aria-label="下次联系时间"
        />
        <Button type="primary" loading={busy} onClick={() => void save()}>
          保存，下一位<kbd className="kbd">Ctrl ↵</kbd>
        </Button>
      </div>
    </footer>
  );
}
