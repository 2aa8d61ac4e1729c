// Interfaces with other systems, numbers for managers, and the demonstration.
export interface Feed {
  id: string;
  name: string;
  kind: string;
  last_message_at: string | null;
  today: number;
  rate_per_minute: number | null;
  errors_today: number;
  quarantined: number;
  state: string;
  last_error: string | null;
}

export interface InboundRow {
  id: string;
  feed: string;
  received_at: string;
  type: string;
  control_id: string | null;
  patient_name: string | null;
  state: string;
  state_name: string;
  type_name: string | null;
  said_at: string | null;
  error: string | null;
  ack: string;
}

export interface Inbound extends InboundRow {
  raw: string;
  segments: { name: string; fields: { path: string; label?: string | null; value: string }[] }[];
  mapped: unknown;
  effects: string[];
  patient_id: string | null;
  covered: boolean;
}

export interface ImportColumn {
  index: number;
  header: string;
  sample: string[];
  target: string | null;
  unit: string | null;
}

export interface ImportSheet {
  id: string;
  name: string;
  sheets: string[];
  sheet: number;
  header_row: number | null;
  columns: ImportColumn[];
  targets: { key: string; label: string }[];
  rows: number;
}

export interface ImportOutcome {
  summary: {
    types: Record<string, Record<string, number>>;
    rows: number;
    imported: number;
    skipped: number;
    refused: number;
    warnings: number;
  };
  errors: { row: number; column: string; message: string; refused: boolean }[];
}

export interface ImportRow {
  id: string;
  name: string;
  state: string;
  state_name: string;
  rows: number;
  error_count: number;
  created_at: string;
  created_by: string;
}

export interface DashboardNumber {
  key: string;
  name: string;
  /** Null where there is nothing to divide by. */
  value: number | null;
  /** As shown; says so where the sample is too small. */
  text: string;
  numerator: number;
  denominator: number;
  /** `percent`, `count`, `yuan` or `points`. */
  unit: string;
  formula: string;
  exclusions: string;
  /** Which way is good. */
  direction: string;
  /** People of whom it cannot be said. */
  missing: number;
}

export interface Dashboard {
  from: string;
  to: string;
  numbers: DashboardNumber[];
  grades: { grade: string; name: string; count: number }[];
  as_of: string;
}

export interface DemoLogin {
  role: string;
  role_name: string;
  name: string;
  login: string;
  password: string;
  what: string;
}

export interface DemoClock {
  now: string;
  ahead_seconds: number;
  /** What the demonstration is still getting ready. */
  preparing: string | null;
}

export interface PhoneText {
  message_id: string;
  at: string;
  to_name: string;
  text: string;
  link: string | null;
  channel: string;
}

export interface TourStep {
  key: string;
  title: string;
  path: string;
  done: boolean;
}
