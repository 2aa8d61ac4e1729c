// Who is signed in, staff, consents, the audit trail.
export interface MenuItem {
  key: string;
  label: string;
  path?: string;
  icon?: string;
  children?: MenuItem[];
}

export interface SessionUser {
  id: string;
  name: string;
  login: string;
  role: string;
  role_name: string;
  site_id: string | null;
  site_name: string | null;
  department_id: string | null;
  department_name: string | null;
}

export interface Session {
  user: SessionUser;
  menu: MenuItem[];
  hospital: string;
  phone: string;
  demo: boolean;
  now: string;
}

export interface SignedIn {
  token: string;
  expires_at: string;
  session: Session;
}

export interface StaffRow {
  id: string;
  name: string;
  login: string;
  role: string;
  role_name: string;
  site_name: string | null;
  department_name: string | null;
  phone: string;
  disabled: boolean;
  last_login_at: string | null;
}

export interface NewStaff {
  name: string;
  login: string;
  role: string;
  site_id: string | null;
  department_id: string | null;
  phone: string;
  password: string;
}

export interface Named {
  id: string;
  name: string;
}

export interface Department extends Named {
  site_id: string;
}

export interface Colleague extends Named {
  role: string;
  role_name: string;
}

export interface Consent {
  purpose: string;
  name: string;
  granted: boolean;
  since?: string | null;
  evidence?: string | null;
}

export interface ApiToken {
  id: string;
  name: string;
  created_at: string;
  expires_at: string;
}

export interface AuditRow {
  seq: number;
  at: string;
  actor_name: string;
  act: string;
  object_kind: string;
  object_id: string;
  patient_id: string | null;
  result: string;
  reason: string;
  request_id: string;
}

/** What may be done to a thing, and if not, why. */
export type Can = Record<string, boolean | string | null | undefined> & { why?: string | null };
