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

interface Word {
  code: string;
  name: string;
}

export interface RuleDictionary {
  metrics: { code: string; name: string; unit: string; numeric: boolean }[];
  tags: Word[];
  forms: Word[];
  pathways: Word[];
  purposes: Word[];
  segments: Word[];
  departments: Word[];
  staff: Word[];
  care_roles: Word[];
  encounter_classes: Word[];
  message_classes: Word[];
  channels: Word[];
  relations: Word[];
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
