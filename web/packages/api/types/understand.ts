// Rules, segments and the grade of a person.
import type { PatientRow } from './record';

/** The condition tree; a leaf is an object with one key (`{"age":{"ge":45}}`). See libs/audience. */
export type RuleNode = { all: RuleNode[] } | { any: RuleNode[] } | { not: RuleNode } | Record<string, unknown>;

export interface RuleView {
  code: string;
  name: string;
  kind: string;
  version: string | number;
  sentence: string;
  rule: RuleNode;
  tag: string | null;
  grade: string | null;
  people: number;
  source?: string;
  verified?: boolean;
}

export interface RulePreview {
  sentence: string;
  size: number | null;
  of: number;
  left_out: { count: number; why: string | string[] } | null;
  sample: {
    patient_id: string;
    name_masked: string;
    sex: string;
    age: number | null;
    grade: string | null;
    reasons: unknown[];
  }[];
  took_ms: number;
  errors: { path: string; message: string }[];
}

export interface RuleDictionary {
  metrics: { code: string; name: string; unit: string | null }[];
  tags: { code: string; name: string }[];
  forms: { code: string; name: string }[];
  pathways: { code: string; name: string }[];
  purposes: { code: string; name: string }[];
  segments: { code: string; name: string }[];
  departments: { code: string; name: string }[];
}

export interface SegmentRow {
  id: string;
  name: string;
  code: string | null;
  description: string;
  sentence: string;
  size: number;
  as_of: string;
  version: number;
}

export interface Segment extends SegmentRow {
  rule: RuleNode;
  composition: {
    sex: Record<string, number>;
    age: Record<string, number>;
    grade: Record<string, number>;
  };
}

export type SegmentMember = PatientRow & { since: string | null; why: string[] };

export interface WhyMember {
  holds: boolean;
  since: string | null;
  reasons: { sentence: string; value: string | null; source: string | null; at: string | null; holds: boolean }[];
}

export interface GradeView {
  grade: string | null;
  since: string | null;
  history: {
    grade: string | null;
    from: string;
    to: string | null;
    sentence: string;
    receipt_id: string | null;
    override: boolean;
    by: string | null;
    reason: string | null;
    until: string | null;
  }[];
}
