import type { MenuItem } from '@nq/api';
import { describe, expect, it } from 'vitest';
import { activeKey, groups } from './menu';

const item = (key: string, path: string, children: MenuItem[] = []): MenuItem => ({ key, label: key, path, children });
const menu = [
  item('home', '/'),
  item('患者', '', [
    item('my-patients', '/patients?panel=mine'),
    item('patients', '/patients'),
    item('matches', '/matches'),
  ]),
  item('路径', '', [item('pathways', '/pathways')]),
  item('phone', '/phone'),
];

describe('the menu', () => {
  it('marks 我的患者 and 患者列表 apart though both lead to one page', () => {
    expect(activeKey(menu, '/patients', '?panel=mine&grade=red')).toBe('my-patients');
    expect(activeKey(menu, '/patients', '')).toBe('patients');
    expect(activeKey(menu, '/patients/0190', '?panel=mine')).toBe('my-patients');
  });
  it('marks the list while one looks at a thing in it, and the workbench only at home', () => {
    expect(activeKey(menu, '/pathways/0190', '')).toBe('pathways');
    expect(activeKey(menu, '/audit', '')).toBeNull();
    expect(activeKey(menu, '/', '')).toBe('home');
  });
  it('puts no heading over a single line', () => {
    expect(groups(menu).map((group) => [group.label, group.items.map((one) => one.key)])).toEqual([
      [null, ['home']],
      ['患者', ['my-patients', 'patients', 'matches']],
      [null, ['pathways', 'phone']],
    ]);
  });
});
