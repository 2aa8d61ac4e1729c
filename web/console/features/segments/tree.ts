// The condition tree as data: reading a node's kind, changing one place, adding and removing.
import type { RuleNode } from '@nq/api';

export type Path = (string | number)[];
export type Join = 'all' | 'any';

export interface Leaf {
  op: string;
  value: unknown;
}

export function joinOf(node: RuleNode): Join | null {
  if ('all' in node && Array.isArray(node.all)) return 'all';
  return 'any' in node && Array.isArray(node.any) ? 'any' : null;
}

export function childrenOf(node: RuleNode): RuleNode[] {
  const join = joinOf(node);
  return join ? ((node as Record<string, unknown>)[join] as RuleNode[]) : [];
}

export function notOf(node: RuleNode): RuleNode | null {
  return 'not' in node && node.not && typeof node.not === 'object' ? (node.not as RuleNode) : null;
}

export function leafOf(node: RuleNode): Leaf {
  const [op = '', value] = Object.entries(node)[0] ?? [];
  return { op, value };
}

/** The same tree with the node at `path` replaced; `null` takes it out of its list. */
export function replaceAt(node: RuleNode, path: Path, next: RuleNode | null): RuleNode {
  const [key, at, ...rest] = path;
  if (key === undefined) return next ?? { all: [] };
  if (key === 'not') {
    const inner = notOf(node) ?? { all: [] };
    return { not: replaceAt(inner, path.slice(1), next) };
  }
  const list = [...childrenOf(node)];
  const index = Number(at);
  const child = list[index];
  if (!child) return node;
  if (rest.length === 0 && next === null) list.splice(index, 1);
  else list[index] = replaceAt(child, rest, next);
  return { [key]: list } as RuleNode;
}

export function append(group: RuleNode, child: RuleNode): RuleNode {
  const join = joinOf(group) ?? 'all';
  return { [join]: [...childrenOf(group), child] } as RuleNode;
}

/** Conditions in the tree that still lack a value; an unfinished tree is not sent for counting. */
export function unfinished(node: RuleNode): number {
  const inner = notOf(node);
  if (inner) return unfinished(inner);
  if (joinOf(node)) return childrenOf(node).reduce((sum, child) => sum + unfinished(child), 0);
  return hasHole(leafOf(node).value) ? 1 : 0;
}

function hasHole(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0 || value.some(hasHole);
  if (typeof value === 'object') return Object.values(value).some(hasHole);
  return false;
}
