// Risk models, what they say of a person, and the alerts of monitoring.

/** A result's colour; `none` is a result without one. */
export type ScoreLevel = 'none' | 'green' | 'yellow' | 'red';
export type ScoreStatus = 'done' | 'incomplete' | 'not_applicable';

export interface ModelChoice {
  code: string;
  label: string;
}

export interface ModelInput {
  code: string;
  name: string;
  /** `number`, `bool`, `choice`, `numbers`, `number_map`, `text`. */
  kind: string;
  /** The first is canonical. */
  units: string[];
  choices: ModelChoice[];
  low: number | null;
  high: number | null;
  metric: string | null;
  what_to_measure: string;
}

/** A model, a scale, or a monitoring rule (`monitor:…`). */
export interface ModelView {
  id: string;
  name: string;
  family: string;
  version: string;
  table_version: string;
  source: string;
  licence: string;
  verification: string;
  on: boolean;
  default_on: boolean;
  setting: { on: boolean; name: string; reason: string; by: string; at: string } | null;
  population: string;
  /** `everyone`, `staff`, `doctor`. */
  audience: string;
  limits: string[];
  inputs: ModelInput[];
  categories: ModelChoice[];
}

export interface ModelTable {
  id: string | null;
  version: string;
  effective: string | null;
  /** `built_in`, `draft`, `approved`. */
  state: string;
  table: unknown;
  reason: string;
  author: string;
  created_at: string | null;
  approved_by: string | null;
  approved_at: string | null;
  problem: string | null;
}

export interface ScoreInput {
  code: string;
  name: string;
  value: unknown;
  unit: string;
  shown: string;
  at: string | null;
  source: string;
  record_id: string | null;
  assumed: boolean;
}

export interface ScoreView {
  id: string;
  status: string;
  value: number | null;
  unit: string;
  category: string | null;
  category_label: string | null;
  level: string;
  extrapolated: boolean;
  sentence: string;
  notes: string[];
  alerts: unknown[];
  inputs: ScoreInput[];
  model_version: string;
  table_version: string;
  cause: string;
  actor: string;
  receipt_id: string | null;
  created_at: string;
}

/** A doctor's word above a result. */
export interface ScoreWord {
  value: number | null;
  category: string | null;
  category_label: string | null;
  level: string | null;
  reason: string;
  by: string;
  created_at: string;
  until: string;
  stands: boolean;
}

export interface ScoreMissing {
  code: string;
  name: string;
  what_to_measure: string;
}

export interface ScoreItem {
  model: string;
  name: string;
  family: string;
  verification: string;
  status: string;
  latest: ScoreView | null;
  override: ScoreWord | null;
  missing: ScoreMissing[];
  reason: string | null;
  refused: { code: string; message: string }[];
  filled: ScoreInput[];
}

export interface ScoreList {
  support: string;
  items: ScoreItem[];
}

export interface ScoreShare {
  code: string;
  name: string;
  amount: number | null;
  detail?: string;
}

/** One change worth talking about, alone. */
export interface ScoreLever {
  code: string;
  label: string;
  value: number;
  change: number;
  category: string | null;
}

export interface ScoreExplanation {
  method: string;
  reference: number | null;
  shares: ScoreShare[];
  what_if: ScoreLever[];
  to_measure: ScoreMissing[];
  limits: string[];
}

export interface ScoreDetail extends ScoreItem {
  support: string;
  explanation: ScoreExplanation;
  history: ScoreView[];
  overrides: ScoreWord[];
}

export interface WhatIfView {
  support: string;
  status: string;
  sentence: string;
  before: number | null;
  before_label: string | null;
  after: number | null;
  after_label: string | null;
  level: string;
  change: number | null;
  unit: string;
  limits: string[];
}

export interface AlertPoint {
  metric: string;
  name: string;
  at: string;
  value: number;
  unit: string;
}

export interface AlertView {
  id: string;
  patient_id: string;
  patient_name: string;
  rule: string;
  title: string;
  rule_version: number;
  /** `yellow` or `red`. */
  level: string;
  action: string;
  sentence: string;
  facts: AlertPoint[];
  state: string;
  state_name: string;
  detected_at: string;
  due_at: string;
  notified_at: string | null;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  escalated_at: string | null;
  closed_at: string | null;
  closed_by: string | null;
  outcome: string | null;
  outcome_name: string | null;
  note: string | null;
  task_id: string | null;
  receipt_id: string | null;
  can: { acknowledge: boolean; close: boolean };
}

export interface AlertDetail extends AlertView {
  series: AlertPoint[];
  outcomes: { code: string; name: string }[];
}
