// What one asks beside the rule: as of when, for what purpose, compared with whom.
export interface Asked {
  /** A past day; null: now. */
  asOf: string | null;
  purpose: string | null;
  compare: string[];
}

export const NOTHING_ASKED: Asked = { asOf: null, purpose: null, compare: [] };
