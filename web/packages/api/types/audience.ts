// Who is meant by a rule: looks, flows, RFM cells, tags, saved views.
import type { RuleNode } from './understand';

/** Why somebody is in or not, one condition. */
export interface PersonReason {
  sentence: string;
  value: string | null;
  source: string | null;
  at: string | null;
  holds: boolean;
}

/** One of a few people beside a number. */
export interface ShownPerson {
  patient_id: string;
  name_masked: string;
  sex: string;
  age: number | null;
  grade: string | null;
  reasons: PersonReason[];
  out: boolean;
}

export interface Part {
  code: string;
  label: string;
  count: number;
}

export interface AudienceLook {
  sentence: string;
  nodes: { path: string; sentence: string; size: number | null }[];
  errors: { path: string; message: string }[];
  size: number | null;
  of: number;
  unknown: { count: number; why: string[] };
  left_out: { code: string; why: string; count: number }[];
  composition: { age: Part[]; sex: Part[]; grade: Part[]; rfm: Part[] };
  overlap: { segment_id: string; name: string; size: number; both: number }[];
  sample: ShownPerson[];
  nearby: ShownPerson[];
  as_of: string;
  cost: string | null;
  took_ms: number;
  fresh_at: string;
}

export interface Flow {
  from_at: string;
  to_at: string;
  from_size: number;
  to_size: number;
  came: number;
  left: number;
  stayed: number;
  came_sample: ShownPerson[];
  left_sample: ShownPerson[];
}

export interface RfmThresholds {
  r_days: number;
  f_min: number;
  m_min_fen: number;
  window_days: number;
}

export interface RfmCell {
  r: boolean;
  f: boolean;
  m: boolean;
  name: string;
  quadrant: string;
  quadrant_name: string;
  count: number;
  paid_fen: number;
}

export interface Rfm {
  thresholds: RfmThresholds;
  cells: RfmCell[];
  of: number;
}

export interface RfmMoves {
  moves: { from_name: string; to_name: string; count: number }[];
  moved: number;
  after: Rfm;
  sample: ShownPerson[];
}

export interface Tag {
  code: string;
  name: string;
  kind: string;
  sensitivity: string;
  sensitivity_name: string;
  expires_days: number | null;
  count: number;
  gained_7d: number;
  lost_7d: number;
  sentence: string;
  rule: RuleNode | null;
  draft: RuleNode | null;
  version: number;
  state: string;
  boxed: boolean;
}

export interface TagEffect {
  gain: number;
  lose: number;
  stay: number;
  gain_sample: ShownPerson[];
  lose_sample: ShownPerson[];
}

export interface SavedView {
  id: string;
  page: string;
  name: string;
  rule: RuleNode;
  sentence: string;
  shared: boolean;
  mine: boolean;
}
