import type { FormDef } from '@nq/api';
import { describe, expect, it } from 'vitest';
import { offersOf, takeAll } from './offers';

const NOW = Date.parse('2026-11-21T02:00:00Z');
const form = {
  code: 'ph_followup_htn',
  version: 1,
  title: '高血压患者随访',
  items: [
    { id: 'sbp', text: '收缩压', type: 'number', unit: 'mmHg', min: 50, max: 300, metric: 'sbp' },
    { id: 'salt', text: '摄盐', type: 'single', options: [{ value: '2', label: '中' }] },
    { id: 'doctor', text: '随访医生', type: 'text' },
  ],
} as unknown as FormDef;
const at = '2026-11-20T00:10:00Z';

describe('what is known of a form', () => {
  const offers = offersOf(
    form,
    {
      answers: { sbp: 152, salt: '2', doctor: '周宁' },
      sources: [
        { item: 'sbp', source: '患者自测', at },
        { item: 'doctor', source: '本人', at },
      ],
    },
    NOW,
  );
  it('is offered in words with its source and time', () => {
    expect(offers.sbp).toEqual({ value: 152, words: '152 mmHg · 患者自测 11月20日 08:10' });
    expect(offers.salt?.words).toBe('中');
    expect(offers.doctor?.words).toBe('周宁');
  });
  it('leaves out what the form does not know', () => {
    expect(offersOf(form, { answers: { salt: '9', old: 1 }, sources: [] }, NOW)).toEqual({});
    expect(offersOf(form, null, NOW)).toEqual({});
  });
  it('never writes over what was answered', () => {
    expect(takeAll({ sbp: 138 }, offers)).toEqual({ sbp: 138, salt: '2', doctor: '周宁' });
  });
});
