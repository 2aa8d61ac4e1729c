// The person and what is known of him.
import type { Can, Consent } from './access';

export interface DueThing {
  at: string;
  title: string;
}

export interface PatientRow {
  id: string;
  name: string;
  sex: string;
  age: number | null;
  birth_date: string | null;
  grade: string | null;
  grade_since: string | null;
  phone_masked: string | null;
  id_number_masked: string | null;
  card_no: string | null;
  tags: { code: string; name: string }[];
  doctor: string | null;
  manager: string | null;
  last_contact_at: string | null;
  next_due: DueThing | null;
  deceased: boolean;
}

export interface SearchHit {
  id: string;
  name: string;
  sex: string;
  age: number | null;
  grade: string | null;
  phone_masked: string | null;
  card_no: string | null;
  matched_by: string;
}

export interface PatientTag {
  code: string;
  name: string;
  kind: string;
  since: string | null;
  receipt_id: string | null;
}

export interface Patient {
  id: string;
  name: string;
  title: string;
  sex: string;
  age: number | null;
  birth_date: string | null;
  grade: string | null;
  grade_name: string | null;
  grade_since: string | null;
  allergies: string[];
  conditions: string[];
  phone_masked: string | null;
  id_number_masked: string | null;
  address_masked: string | null;
  card: { no: string; opened_at: string } | null;
  care_team: { staff_id: string; role: string; role_name: string; name: string }[];
  consents: Consent[];
  tags: PatientTag[];
  next_due: DueThing | null;
  deceased_at: string | null;
  muted_until: string | null;
  last_contact_at: string | null;
  merged_into: string | null;
  identifiers: { system: string; label: string; value_masked: string | null; source: string }[];
  sources: string[];
  completeness: { percent: number; missing: string[] };
  can: Can;
}

export interface TimelineEvent {
  id: string;
  at: string;
  recorded_at: string;
  lane: 'clinical' | 'service' | 'conversation' | 'task' | 'system';
  kind: string;
  title: string;
  detail: string | null;
  source: string | null;
  abnormal: boolean;
  ref: { kind: string; id: string } | null;
}

export interface TimelinePage {
  today: string;
  items: TimelineEvent[];
  next_before: string | null;
}

export interface MetricBand {
  low: number | null;
  high: number | null;
  source: string | null;
  from_report: boolean;
}

export interface MetricSummary {
  code: string;
  name: string;
  unit: string | null;
  latest: {
    value_text: string;
    value: number | null;
    at: string;
    flag: string | null;
    source: string | null;
    band: MetricBand | null;
  } | null;
  count: number;
  spark: { at: string; value: number }[];
}

export interface MetricSeries {
  code: string;
  name: string;
  unit: string | null;
  decimals: number | null;
  band: MetricBand | null;
  points: {
    at: string;
    value: number | null;
    value_text: string;
    unit: string | null;
    flag: string | null;
    ref_text: string | null;
    source: string | null;
    observation_id: string;
  }[];
}

/** A diagnosis, procedure, medicine, allergy, vaccination or report. */
export interface Fact {
  id: string;
  name: string;
  code: string;
  system: string;
  status: string;
  onset: string | null;
  detail: string | null;
  days_supply: number | null;
  at: string;
  source: string;
  recorded_at: string;
}

export interface Encounter {
  id: string;
  class: string;
  name: string;
  status: string;
  department: string | null;
  doctor: string | null;
  visit_no: string | null;
  at: string;
  end: string | null;
  amount: number | null;
  source: string;
  recorded_at: string;
}

export interface PatientFacts {
  encounters: Encounter[];
  conditions: Fact[];
  procedures: Fact[];
  medications: Fact[];
  allergies: Fact[];
  immunizations: Fact[];
  reports: Fact[];
}

export interface FiledAnswer {
  id: string;
  kind: string;
  at: string;
  form_code?: string | null;
  kind_name?: string;
  by?: string;
  form_version?: number | null;
  answers?: unknown;
  score?: number | null;
  band?: string | null;
  red_flags: string[];
  via: string;
}

export interface NewCard {
  patient_id?: string;
  patient?: {
    name: string;
    sex: string;
    birth_date: string | null;
    id_number?: string | null;
    phone: string;
    address?: string | null;
  };
  card_no?: string | null;
  doctor_id?: string | null;
  manager_id?: string | null;
}

export interface OpenedCard {
  patient_id: string;
  card_no: string;
  known: boolean;
  matches: { candidate_id: string; patient_id: string; name: string; score: number; reasons: string[] }[];
}

export interface MatchSide extends PatientRow {
  address_masked: string | null;
  source: string;
  created_at: string;
  facts: number;
}

export interface Match {
  id: string;
  score: number;
  reasons: string[];
  state: string;
  a: MatchSide;
  b: MatchSide;
  created_at: string;
  decided_at: string | null;
  decided_by: string | null;
  decided_reason: string | null;
}

export interface Receipt {
  id: string;
  patient_id: string | null;
  subject_kind: string;
  subject_id: string;
  rule: string;
  rule_version: string;
  outcome: string;
  sentence: string;
  facts: { name: string; value: string; source: string; at: string | null; holds: boolean }[];
  gates: { gate: string; passed: boolean; sentence: string }[];
  decided_at: string;
}

/** One family-doctor contract. */
export interface Contract {
  id: string;
  kind: 'basic' | 'personal';
  kind_name: string;
  team: string;
  from: string;
  until: string;
  state: string;
  days_left: number | null;
  ended_why: string | null;
  signed_by: string;
  can: { end: boolean };
}
