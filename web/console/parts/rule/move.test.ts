import type { RuleNode } from '@nq/api';
import { describe, expect, it } from 'vitest';
import { begin, change, redo, undo } from './history';
import { mayMove, moveTo, slots, step, wrap } from './move';
import { nodeAt } from './tree';
import type { Path } from './tree';

const a: RuleNode = { age: { ge: 60 } };
const b: RuleNode = { sex: 'male' };
const c: RuleNode = { tag: ['htn'] };
const d: RuleNode = { consent: 'followup' };
const rule: RuleNode = { all: [a, { any: [b, { not: { all: [c] } }] }, d] };

/** Every leaf of the tree in order, whatever groups it stands in. */
const leavesOf = (text: RuleNode) => [a, b, c, d].filter((leaf) => JSON.stringify(text).includes(JSON.stringify(leaf)));

describe('moving in the condition tree', () => {
  it('lays an item into a group that stands behind it, though the places shift when it is taken out', () => {
    const moved = moveTo(rule, ['all', 0], { group: ['all', 1], at: 1 });
    expect(moved.rule).toEqual({ all: [{ any: [b, a, { not: { all: [c] } }] }, d] });
    expect(nodeAt(moved.rule, moved.path)).toEqual(a);
  });
  it('takes an item out of a negated group, and a group goes with all it holds', () => {
    const out = moveTo(rule, ['all', 1, 'any', 1, 'not', 'all', 0], { group: [], at: 3 });
    expect(out.rule).toEqual({ all: [a, { any: [b, { not: { all: [] } }] }, d, c] });
    const whole = moveTo(rule, ['all', 1], { group: [], at: 3 });
    expect(whole.rule).toEqual({ all: [a, d, { any: [b, { not: { all: [c] } }] }] });
    expect(whole.path).toEqual(['all', 2]);
  });
  it('leaves the tree alone when an item is laid where it lies, or a group into itself', () => {
    expect(moveTo(rule, ['all', 1], { group: [], at: 1 }).rule).toEqual(rule);
    expect(moveTo(rule, ['all', 1], { group: [], at: 2 }).rule).toEqual(rule);
    expect(mayMove(['all', 1], ['all', 1, 'any', 1, 'not'])).toBe(false);
    expect(moveTo(rule, ['all', 1], { group: ['all', 1, 'any', 1, 'not'], at: 0 }).rule).toBe(rule);
  });
  it('loses nothing, from any place to any other', () => {
    const froms: Path[] = [['all', 0], ['all', 1, 'any', 0], ['all', 1, 'any', 1, 'not', 'all', 0], ['all', 2]];
    for (const from of froms) {
      for (const to of slots(rule)) {
        const moved = moveTo(rule, from, to);
        expect(leavesOf(moved.rule)).toHaveLength(4);
        expect(nodeAt(moved.rule, moved.path)).toEqual(nodeAt(rule, from));
      }
    }
  });
  it('walks by key through every place and back again', () => {
    let at = { rule, path: ['all', 0] as Path };
    const seen = [JSON.stringify(at.rule)];
    for (let i = 0; i < 20; i += 1) {
      const next = step(at.rule, at.path, 1);
      if (next.rule === at.rule) break;
      expect(nodeAt(next.rule, next.path)).toEqual(a);
      at = next;
      seen.push(JSON.stringify(at.rule));
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(at.rule).toEqual({ all: [{ any: [b, { not: { all: [c] } }] }, d, a] });
    expect(seen).toContain(JSON.stringify({ all: [{ any: [b, { not: { all: [c, a] } }] }, d] }));
    for (let i = 1; i < seen.length; i += 1) at = step(at.rule, at.path, -1);
    expect(at.rule).toEqual(rule);
  });
  it('makes a group of one that joins the other way', () => {
    expect(nodeAt(wrap(rule, ['all', 0]), ['all', 0])).toEqual({ any: [a] });
    expect(nodeAt(wrap(rule, ['all', 1, 'any', 0]), ['all', 1, 'any', 0])).toEqual({ all: [b] });
  });
});

describe('undo', () => {
  it('goes back step by step and forth again, until something new is done', () => {
    let h = change(change(begin('a'), 'b', '', 0), 'c', '', 10);
    h = undo(h);
    expect(h.now).toBe('b');
    h = undo(undo(h));
    expect(h.now).toBe('a');
    h = redo(h);
    expect(h.now).toBe('b');
    h = change(h, 'x', '', 20);
    expect(redo(h).now).toBe('x');
    expect(undo(undo(h)).now).toBe('a');
  });
  it('takes typing in one field as one step, a pause or another field as the next', () => {
    let h = change(begin('1'), '14', '/all/0', 0);
    h = change(h, '140', '/all/0', 400);
    expect(undo(h).now).toBe('1');
    h = change(h, '140 y', '/all/1', 500);
    expect(undo(h).now).toBe('140');
    h = change(h, '140 z', '/all/1', 5_000);
    expect(undo(h).now).toBe('140 y');
  });
});
