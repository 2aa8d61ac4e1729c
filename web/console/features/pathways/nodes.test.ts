import { describe, expect, it } from 'vitest';
import { asKind, dayOf, freshId, isEditable } from './nodes';
import type { PathNode } from './nodes';

const call: PathNode = {
  id: 'd7',
  name: '第 7 天电话',
  kind: 'phone_task',
  when: { day: 7 },
  window: 2,
  script: '您好',
  role: 'nurse',
  form: 'pci7',
};

describe('a row of the day table', () => {
  it('turned from a call into a form keeps its day and its form, and drops what a form has no use for', () => {
    expect(asKind(call, 'form')).toEqual({
      id: 'd7',
      name: '第 7 天电话',
      kind: 'form',
      when: { day: 7 },
      window: 2,
      form: 'pci7',
      template: '',
      class: 'clinical_routine',
    });
  });
  it('gets an id nobody else bears', () => {
    expect(freshId('message', [{ ...call, id: 'message_2' }])).toBe('message_3');
  });
  it('branches and waits are shown but not taken apart', () => {
    expect(isEditable({ id: 'b', name: '分支', kind: 'branch' })).toBe(false);
    expect(dayOf({ id: 'b', name: '', kind: 'message', when: { after: { node: 'd7', days: 2 } } })).toBeNull();
    expect(dayOf(call)).toBe(7);
  });
});
