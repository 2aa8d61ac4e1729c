import type { FiledAnswer } from '@nq/api';
import { describe, expect, it } from 'vitest';
import { classified } from './useFollowUp';

const NOW = Date.parse('2026-11-21T02:00:00Z');
const filed = (form_code: string, at: string, band: string | null) =>
  ({ id: at, kind: 'form', at, form_code, band, red_flags: [], via: 'phone' }) as FiledAnswer;

describe('the class of a follow-up', () => {
  it('is told of the one just filed, never of an older visit or another form', () => {
    const now = filed('ph_followup_htn', '2026-11-21T01:59:00Z', '控制满意');
    expect(classified([filed('phq9', now.at, '轻度'), now], 'ph_followup_htn', NOW)).toBe(now);
    expect(classified([filed('ph_followup_htn', '2026-08-21T02:00:00Z', '控制满意')], 'ph_followup_htn', NOW)).toBeUndefined();
    expect(classified([filed('ph_followup_htn', now.at, null)], 'ph_followup_htn', NOW)).toBeUndefined();
  });
});
