import { describe, expect, it } from 'vitest';
import type { FormItem } from '@nq/api';
import { toSend } from '../form/answers';
import { complaint } from '../form/look';
import { MEASURES } from './measures';

const item = (metric: string): FormItem => {
  const one = MEASURES.find((measure) => measure.metric === metric);
  if (!one) throw new Error(metric);
  return { id: 'value', text: one.name, type: 'number', required: true, ...one.range };
};

describe('home readings beside blood pressure', () => {
  it('全角数字照收，超出常理的请再看一眼，空着不送', () => {
    const glucose = item('glucose_capillary');
    expect(complaint(glucose, '７.８')).toBeNull();
    expect(toSend([glucose], { value: '７.８' })).toEqual({ value: 7.8 });
    expect(complaint(glucose, '78')).not.toBeNull();
    expect(complaint(glucose, '')).not.toBeNull();
    expect(complaint(item('heart_rate'), '72')).toBeNull();
  });
});
