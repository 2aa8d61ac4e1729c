import type { RuleNode } from '@nq/api';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LeafEditor } from './LeafEditor';
import { read, write } from './kinds';
import { kindOf, LEAF_KINDS } from './leaves';
import { leafOf, unfinished } from './tree';

afterEach(cleanup);

/** Every operator of libs/audience. */
const OPERATORS =
  'age age_days sex grade tag site care_team metric metric_text metric_stat condition family taking had absent count ' +
  'spend form_score form_answer consent pathway contract segment age_on birthday season solar_term trend run supply ' +
  'appointment reachable rfm';
const words = { metrics: [], list: () => [] };

describe('the conditions of the language in the editor', () => {
  it('are all there, each under a line of its own', () => {
    const known = new Set(LEAF_KINDS.map((kind) => Object.keys(kind.start)[0]));
    expect(OPERATORS.split(' ').filter((op) => !known.has(op))).toEqual([]);
    expect(new Set(LEAF_KINDS.map((kind) => kind.key)).size).toBe(LEAF_KINDS.length);
    expect(new Set(LEAF_KINDS.map((kind) => kind.label)).size).toBe(LEAF_KINDS.length);
    for (const kind of LEAF_KINDS) expect(kindOf(leafOf(kind.start))?.key).toBe(kind.key);
  });
  it('keep their kind and all else when one field is written, and come back when it is written back', () => {
    for (const kind of LEAF_KINDS) {
      const { op, value } = leafOf(structuredClone(kind.start));
      for (const field of kind.fields) {
        if (!('at' in field) || field.at.length === 0) continue;
        const before = read(value, field.at);
        const written = write(value, field.at, before ?? [1, 2]);
        expect(read(written, field.at), kind.key).toEqual(before ?? [1, 2]);
        expect(kindOf({ op, value: written })?.key).toBe(kind.key);
        expect(write(written, field.at, before), `${kind.key} ${field.at.join('.')}`).toEqual(value);
      }
    }
  });
  it('have fields for what rules in the box use', () => {
    const rules: RuleNode[] = [
      { had: { of: { procedure: { name: ['支架'] } }, days_ago: [0, 365] } },
      { count: { of: { message: { answered: false } }, days: 30, is: { ge: 2 } } },
      { run: { code: 'sbp', days: 3, within_days: 14, hours: [22, 6], mean: { over: { code: 'weight', by: 2 } } } },
      { birthday: { calendar: 'lunar', when: { in_days: [0, 3] } } },
      { rfm: { recent_days: 180, window_days: 365, visits: 3, yuan: 3000, m: true } },
      { condition: { icd: ['I10-I15'], text: ['高血压'], ever: true } },
    ];
    const kinds = ['had_procedure', 'count_message', 'run', 'birthday', 'rfm', 'condition_icd'];
    expect(rules.map((rule) => kindOf(leafOf(rule))?.key)).toEqual(kinds);
    expect(rules.map((rule) => unfinished(rule))).toEqual([0, 0, 0, 0, 0, 0]);
  });
  it('write what is typed into its own place and keep the rest', () => {
    const change = vi.fn();
    const leaf = leafOf({ spend: { days: 365, is: { ge: 1000 }, of: { class: ['outpatient'] } } });
    render(<LeafEditor leaf={leaf} change={change} words={words} />);
    fireEvent.change(screen.getByLabelText('数值'), { target: { value: '2500' } });
    expect(change).toHaveBeenLastCalledWith({ days: 365, is: { ge: 2500 }, of: { class: ['outpatient'] } });
    fireEvent.change(screen.getByLabelText('近天'), { target: { value: '90' } });
    expect(change).toHaveBeenLastCalledWith({ days: 90, is: { ge: 1000 }, of: { class: ['outpatient'] } });
  });
  it('drop an optional field that is emptied', () => {
    const change = vi.fn();
    render(
      <LeafEditor
        leaf={leafOf({ metric: { code: 'sbp', is: { ge: 140 }, within_days: 90 } })}
        change={change}
        words={words}
      />,
    );
    fireEvent.change(screen.getByLabelText('近天内有效'), { target: { value: '' } });
    expect(change).toHaveBeenLastCalledWith({ code: 'sbp', is: { ge: 140 } });
  });
});
