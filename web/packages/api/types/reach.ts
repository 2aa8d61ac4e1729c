// Messages, templates and forms.
import type { Receipt } from './record';

export type FormCondition =
  { all: FormCondition[] } | { any: FormCondition[] } | { item: string; op: string; value?: unknown };

export interface FormChoice {
  value: string;
  label: string;
  score?: number;
  alone?: boolean;
}

export type FormKind =
  | { type: 'single'; options: FormChoice[] }
  | { type: 'multi'; options: FormChoice[] }
  | { type: 'number'; unit: string; min: number; max: number; decimals?: number; metric?: string }
  | { type: 'text'; max_chars?: number }
  | { type: 'date'; when?: 'any' | 'past' | 'future' }
  | {
      type: 'scale';
      min: number;
      max: number;
      faces?: boolean;
      low_label: string;
      high_label: string;
      scored?: boolean;
    }
  | { type: 'bp' }
  | { type: 'info' };

export type FormItem = FormKind & {
  id: string;
  text: string;
  hint?: string;
  say?: string;
  required?: boolean;
  show_if?: FormCondition;
};

export interface FormDef {
  code: string;
  version: number;
  title: string;
  intro?: string;
  minutes?: number;
  thanks?: string;
  items: FormItem[];
  scoring?: {
    title: string;
    items?: string[];
    bands: { min: number; max: number; label: string; severity: string; task?: string }[];
  };
  red_flags?: { id: string; when: FormCondition; severity: string; task: string; due_hours: number; advice?: string }[];
}

export type Answers = Record<string, unknown>;

export interface FormRow {
  code: string;
  version: number;
  title: string;
  items_count: number;
  purpose: string | null;
}

export interface FormSession {
  id: string;
  form: FormDef;
  answers: Answers;
  state: string;
}

export interface Submitted {
  answer_id: string;
  score: number | null;
  band: { label: string; severity: string } | null;
  red_flags: unknown[];
}

export interface Template {
  code: string;
  version: number;
  name: string;
  class: string;
  body: string;
  variables: string[];
  sensitive: boolean;
  promotional: boolean;
  form_code: string | null;
}

export interface TemplateCheck {
  problems: { line: number; column: number; message: string }[];
  variables: string[];
  preview: string | null;
  sms_parts: number | null;
  dictionary: { key: string; label: string; sample: string }[];
}

export interface MessageRow {
  id: string;
  patient_id: string;
  patient_name: string;
  channel: string;
  channel_name: string;
  class: string;
  class_name: string;
  text: string;
  state: string;
  state_name: string;
  created_at: string;
  not_before: string | null;
  sent_at: string | null;
  why: string;
  why_id: string | null;
  pathway: string | null;
  can: { cancel: boolean; resolve: boolean };
}

export interface Message extends MessageRow {
  receipts: Receipt[];
  attempts: { at: string; ended_at: string | null; channel: string; outcome: string; detail: string }[];
}

export interface Talk {
  at: string;
  /** `in` or `out`. */
  direction: string;
  channel: string;
  text: string;
  state: string | null;
  why_id: string | null;
}
