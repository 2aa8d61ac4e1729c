import type { RuleNode } from '@nq/api';
import { describe, expect, it } from 'vitest';
import { append, joinOf, leafOf, replaceAt, unfinished } from './tree';

const highRisk: RuleNode = {
  all: [{ age: { ge: 45 } }, { any: [{ tag: ['htn'] }, { not: { consent: 'marketing' } }] }],
};

describe('the condition tree under the hand', () => {
  it('changes one condition and leaves the others alone', () => {
    expect(replaceAt(highRisk, ['all', 0], { age: { ge: 60 } })).toEqual({
      all: [{ age: { ge: 60 } }, { any: [{ tag: ['htn'] }, { not: { consent: 'marketing' } }] }],
    });
    expect(replaceAt(highRisk, ['all', 1, 'any', 1, 'not'], { consent: 'followup' })).toEqual({
      all: [{ age: { ge: 45 } }, { any: [{ tag: ['htn'] }, { not: { consent: 'followup' } }] }],
    });
    expect(highRisk).toEqual({
      all: [{ age: { ge: 45 } }, { any: [{ tag: ['htn'] }, { not: { consent: 'marketing' } }] }],
    });
  });
  it('takes one out and adds one in', () => {
    expect(replaceAt(highRisk, ['all', 1], null)).toEqual({ all: [{ age: { ge: 45 } }] });
    expect(append({ any: [] }, { sex: 'male' })).toEqual({ any: [{ sex: 'male' }] });
    expect(joinOf({ any: [] })).toBe('any');
    expect(leafOf({ sex: 'male' })).toEqual({ op: 'sex', value: 'male' });
  });
  it('knows which conditions still lack a value, so that half a rule is never counted', () => {
    expect(unfinished(highRisk)).toBe(0);
    expect(
      unfinished({ all: [{ age: { ge: null } }, { tag: [] }, { metric: { code: 'sbp', is: { ge: 140 } } }] }),
    ).toBe(2);
  });
});
