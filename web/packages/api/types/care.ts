// Pathways, enrolments, follow-up tasks and the ledger.
import type { Can } from './access';
import type { Receipt } from './record';

export interface PathwayRow {
  id: string;
  code: string;
  name: string;
  clinical: boolean;
  state: string;
  version: number;
  enrolled: number;
  entry_sentence: string | null;
  unverified: boolean;
}

export interface PathwayDay {
  day: number | string;
  node: string;
  kind: string;
  title: string;
  detail: string | null;
}

export interface PathwayProblem {
  node: string | null;
  message: string;
  blocks: boolean;
}

export interface Pathway extends PathwayRow {
  definition: Record<string, unknown>;
  days: PathwayDay[];
  problems: PathwayProblem[];
  source: string;
  versions: {
    version: number;
    state: string;
    created_by: string;
    created_at: string;
    published_by: string | null;
    published_at: string | null;
  }[];
  can: { edit: boolean; publish: boolean; retire: boolean; why: string | null };
}

export interface EnrolmentRow {
  id: string;
  patient_id: string;
  patient_name: string;
  pathway: string;
  version: number;
  key: string | null;
  anchor_at: string | null;
  state: string;
  state_name: string;
  position: string | null;
  entered_at: string;
  entered_by: string;
  why: string;
  next_at: string | null;
  ended_at: string | null;
  can: { stop: boolean; release: boolean };
}

export interface Enrolment extends EnrolmentRow {
  log: { at: string; did: string; node: string | null; sentence: string; receipt_id: string | null }[];
  obligations: {
    obligation_id: string;
    node: string;
    kind: string;
    title: string;
    due_from: string;
    due_to: string;
    state: string;
    state_name: string;
    closed_reason: string | null;
    why: string;
    done_at: string | null;
  }[];
}

export interface TaskPatient {
  id: string;
  name: string;
  sex: string;
  age: number | null;
  grade: string | null;
}

export interface TaskRow {
  id: string;
  kind: string;
  title: string;
  patient: TaskPatient;
  due_from: string;
  due_to: string;
  state: string;
  priority: number;
  reasons: string[];
  assignee: { id: string; name: string } | null;
  pathway: string | null;
  sensitive: boolean;
  attempts: number;
  promised_at: string | null;
  done_at: string | null;
  done_by: string | null;
  result_code: string | null;
  can: { complete: boolean; claim: boolean; assign: boolean; postpone: boolean; why: string | null };
}

export interface TaskSummary {
  red_alerts: number;
  overdue: number;
  today: number;
  waiting_reply: number;
  week: { done: number; due: number; on_time: number };
}

export interface BriefLine {
  kind: string;
  text: string;
  at: string | null;
  source: string;
}

export interface Brief {
  patient_id: string;
  name: string;
  title: string;
  lines: BriefLine[];
}

export interface ResultCode {
  code: string;
  label: string;
  closes: boolean;
  needs_next: boolean;
  needs_note: boolean;
  /** What to read and confirm before it is saved. */
  confirm: string | null;
}

export interface Task extends TaskRow {
  script: string[];
  form_code: string | null;
  brief: Brief;
  last_contacts: { at: string; kind: string; text: string; by: string }[];
  due_items: {
    obligation_id: string;
    title: string;
    pathway: string;
    due_from: string;
    due_to: string;
    state: string;
  }[];
  receipts: Receipt[];
  result_codes: ResultCode[];
  note: string | null;
}

export interface TaskResult {
  result_code: string;
  note?: string | null;
  answers?: Record<string, unknown>;
  next_at?: string | null;
}

export interface FutureNode {
  obligation_id: string;
  at: string;
  window_to: string;
  lane: string;
  kind: string;
  title: string;
  pathway: string | null;
  state: string;
  can: Can;
}

export interface LedgerSums {
  should: number;
  done: number;
  not_due: number;
  overdue: number;
  closed: number;
}

export interface Ledger extends LedgerSums {
  due: number;
  difference: number;
  closed_by: { reason: string; label: string; count: number }[];
  rows: (LedgerSums & { pathway: string; pathway_code: string; difference: number })[];
}

export interface LedgerItem {
  obligation_id: string;
  patient: { id: string; name: string };
  pathway: string;
  node: string;
  due_from: string;
  due_to: string;
  kind: string;
  state: string;
  state_name: string;
  closed_reason: string | null;
  closed_reason_name: string | null;
  why: string;
  done_at: string | null;
  done_by: string | null;
}
