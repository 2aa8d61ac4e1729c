// The form of a task: opened on the server, saved there while one types, so that a dropped line loses nothing.
import { api } from '@nq/api';
import type { Answers, FormDef, FormSession, Task } from '@nq/api';
import { clock, isEmptyAnswer, nowMs, visibleAnswers } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

const SAVE_AFTER_MS = 800;

export interface RunningForm {
  id: string | null;
  form: FormDef | null;
  answers: Answers;
  change: (answers: Answers) => void;
  /** What is in the visible questions now. */
  toSend: () => Answers;
  saved: string;
  error: string | null;
  empty: boolean;
}

export function useFormSession(task: Task): RunningForm {
  const query = useQuery({
    queryKey: ['form-session', task.id, task.form_code],
    queryFn: () => open(task),
    enabled: task.form_code !== null && task.can.complete,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const [typed, setTyped] = useState<Answers | null>(null);
  const [saved, setSaved] = useState('');
  const session = query.data ?? null;
  const answers = typed ?? session?.answers ?? {};
  const id = session?.id ?? null;
  const latest = useRef(answers);
  latest.current = answers;

  useEffect(() => {
    if (!typed || !id) return undefined;
    const timer = setTimeout(() => {
      api
        .put(`/api/form-sessions/${id}/answers`, { answers: typed })
        .then(() => setSaved(`${clock(nowMs())} 已暂存`))
        .catch(() => setSaved('未能暂存，网络恢复后会再试'));
    }, SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed, id]);

  return {
    id,
    form: session?.form ?? null,
    answers,
    change: setTyped,
    toSend: () => (session ? visibleAnswers(session.form.items, latest.current) : {}),
    saved,
    error: query.error ? `问卷没有打开：${query.error.message}` : null,
    empty: Object.values(answers).every(isEmptyAnswer),
  };
}

/** The server resumes the filling of this task if one was begun. */
function open(task: Task): Promise<FormSession> {
  return api.post<FormSession>('/api/form-sessions', {
    patient_id: task.patient.id,
    form_code: task.form_code,
    task_id: task.id,
  });
}
