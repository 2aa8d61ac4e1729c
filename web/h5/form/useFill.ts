// Filling a form: where the person stands, what is answered, what is still on its way to the hospital.
import { useEffect, useRef, useState } from 'react';
import { type Answers, ApiError, type FormItem } from '@nq/api';
import { isEmptyAnswer } from '@nq/common';
import { shownItems, toSend } from './answers';
import { type FormLink, type Received, saveAnswers, submitAnswers } from './api';
import { dropDraft, keepDraft, readDraft } from './draft';
import { complaint } from './look';

export type Step = 'intro' | 'ask' | 'review' | 'waiting' | 'done' | 'ended';

export interface Fill {
  step: Step;
  items: FormItem[];
  item: FormItem | null;
  place: number;
  answers: Answers;
  complaints: Record<string, string>;
  resumed: boolean;
  /** Came back from the overview to change one answer. */
  mending: boolean;
  offline: boolean;
  trouble: string | null;
  received: Received | null;
  answer: (value: unknown) => void;
  begin: () => void;
  next: () => void;
  back: () => void;
  jump: (id: string) => void;
  handIn: () => void;
}

const RETRY_MS = 8_000;

export function useFill(token: string, link: FormLink): Fill {
  const all = link.form?.items ?? [];
  const [kept] = useState(() => readDraft(token));
  const [answers, setAnswers] = useState<Answers>({ ...(link.answers ?? {}), ...(kept?.answers ?? {}) });
  const [at, setAt] = useState<string | null>(kept?.at ?? null);
  const [step, setStep] = useState<Step>(kept?.handedIn ? 'waiting' : 'intro');
  const [complaints, setComplaints] = useState<Record<string, string>>({});
  const [offline, setOffline] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [received, setReceived] = useState<Received | null>(null);
  const [mending, setMending] = useState(false);
  const sending = useRef(false);

  const items = shownItems(all, answers);
  const place = Math.max(0, items.findIndex((item) => item.id === at));
  const item = items[place] ?? null;
  const resumed = Object.values(answers).some((one) => !isEmptyAnswer(one));

  const complain = (about: Record<string, string>) => {
    setComplaints(about);
    const first = items.find((one) => about[one.id]);
    if (first) {
      setAt(first.id);
      setStep('ask');
    }
    return Boolean(first);
  };

  const save = async (latest: Answers, standing: string | null) => {
    keepDraft(token, { answers: latest, at: standing, handedIn: false });
    try {
      const saved = await saveAnswers(token, toSend(all, latest));
      setOffline(false);
      const wrong = Object.fromEntries((saved?.errors ?? []).map((error) => [error.item, error.message]));
      setComplaints((before) => ({ ...before, ...wrong }));
    } catch (error) {
      setOffline(error instanceof ApiError && error.status === 0);
      if (error instanceof ApiError && (error.status === 409 || error.status === 410)) setStep('ended');
    }
  };

  const deliver = async () => {
    if (sending.current) return;
    sending.current = true;
    setTrouble(null);
    try {
      const answer = await submitAnswers(token, toSend(all, answers));
      dropDraft(token);
      setReceived(answer);
      setStep('done');
    } catch (error) {
      refused(error instanceof ApiError ? error : new ApiError(0, 'offline', ''));
    } finally {
      sending.current = false;
    }
  };

  const refused = (error: ApiError) => {
    const later = error.status === 0 || error.status === 429 || error.status >= 500;
    keepDraft(token, { answers, at, handedIn: later });
    setOffline(error.status === 0);
    if (later) return setStep('waiting');
    if (error.status === 409 || error.status === 410 || error.status === 404) {
      dropDraft(token);
      return setStep('ended');
    }
    if (!complain(complaintsOf(error, items))) {
      setTrouble(error.message);
      setStep('review');
    }
  };

  useEffect(() => {
    if (step !== 'waiting') return;
    const attempt = () => void deliver();
    attempt();
    const clock = setInterval(attempt, RETRY_MS);
    addEventListener('online', attempt);
    return () => {
      clearInterval(clock);
      removeEventListener('online', attempt);
    };
    // Handed-in answers do not change any more while they wait.
  }, [step]);

  return {
    step,
    items,
    item,
    place,
    answers,
    complaints,
    resumed,
    mending,
    offline,
    trouble,
    received,
    answer: (value) => {
      if (!item) return;
      const latest = { ...answers, [item.id]: value };
      setAnswers(latest);
      setComplaints(({ [item.id]: _, ...rest }) => rest);
      keepDraft(token, { answers: latest, at: item.id, handedIn: false });
    },
    begin: () => {
      const open = items.find((one) => one.type !== 'info' && isEmptyAnswer(answers[one.id]) && one.required) ?? items[0];
      setAt(resumed ? (at ?? open?.id ?? null) : (items[0]?.id ?? null));
      setStep('ask');
    },
    next: () => {
      if (!item) return;
      const wrong = complaint(item, answers[item.id]);
      if (wrong) return setComplaints((before) => ({ ...before, [item.id]: wrong }));
      const unanswered = (one: FormItem) => Boolean(one.required) && isEmptyAnswer(answers[one.id]);
      const following = mending ? items.find(unanswered) : items[place + 1];
      void save(answers, following?.id ?? item.id);
      if (following) setAt(following.id);
      else setStep('review');
    },
    back: () => {
      const before = items[place - 1];
      if (mending) setStep('review');
      else if (before) setAt(before.id);
      else setStep('intro');
    },
    jump: (id) => {
      setMending(true);
      setAt(id);
      setStep('ask');
    },
    handIn: () => {
      const wrong = Object.fromEntries(items.map((one) => [one.id, complaint(one, answers[one.id])]).filter(([, words]) => words));
      if (complain(wrong as Record<string, string>)) return;
      keepDraft(token, { answers, at, handedIn: true });
      setStep('waiting');
    },
  };
}

/** The server names fields as `bp`, `answers.bp` or `answers.bp.sbp`. */
export function complaintsOf(error: ApiError, items: FormItem[]): Record<string, string> {
  const known = new Set(items.map((item) => item.id));
  const pairs = Object.entries(error.fields).flatMap(([field, words]) => {
    const id = field.split('.').find((part) => known.has(part));
    return id ? [[id, words] as const] : [];
  });
  return Object.fromEntries(pairs);
}
