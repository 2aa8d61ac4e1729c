import type { ModelTable, ModelView } from '@nq/api';
import { describe, expect, it } from 'vitest';
import { byFamily, draftOf, readTable } from './modelRules';

const model = (id: string, family: string, on: boolean, verification = '已核实') =>
  ({ id, name: id.toUpperCase(), family, on, verification }) as ModelView;
const table = (state: string, version: string, problem: string | null = null) =>
  ({ id: null, version, state, problem, table: { version, effective: '2019-01-01', bands: { risk: [] } } }) as unknown as ModelTable;

describe('the list of models', () => {
  const all = [model('a', '心血管风险', true), model('b', '肾脏', false, '未核实'), model('c', '心血管风险', false)];
  it('stands by family and shows the part that is asked for', () => {
    expect(byFamily(all, 'all', '').map(([name, list]) => [name, list.length])).toEqual([
      ['心血管风险', 2],
      ['肾脏', 1],
    ]);
    expect(byFamily(all, 'on', '').flatMap(([, list]) => list.map((one) => one.id))).toEqual(['a']);
    expect(byFamily(all, 'unproven', '').map(([name]) => name)).toEqual(['肾脏']);
    expect(byFamily(all, 'all', ' C ').flatMap(([, list]) => list.map((one) => one.id))).toEqual(['c']);
  });
});

describe('a draft of a rule table', () => {
  it('begins with the approved table that still fits, else with the built-in one', () => {
    const built = table('built_in', '1');
    expect(JSON.parse(draftOf([table('approved', '2'), built], '2026-11-21'))).toMatchObject({
      version: '2-本院20261121',
      effective: '2026-11-21',
      bands: { risk: [] },
    });
    expect(JSON.parse(draftOf([table('approved', '2', '形状不符'), built], '2026-11-21')).version).toBe('1-本院20261121');
  });
  it('says what is wrong before anything is sent', () => {
    expect(readTable('{"version": "2", "effective": "2026-11-21"}')).toHaveProperty('table.version', '2');
    expect(readTable('{"version": ')).toHaveProperty('problem');
    expect(readTable('[]')).toEqual({ problem: '规则表须是一个 JSON 对象。' });
    expect(readTable('{"version": "2", "effective": "明天"}')).toMatchObject({ problem: expect.stringContaining('生效日期') });
    expect(readTable('{"effective": "2026-11-21"}')).toMatchObject({ problem: expect.stringContaining('version') });
  });
});
