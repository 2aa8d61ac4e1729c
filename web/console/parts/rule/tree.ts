// The condition tree as data: reading a node's kind, changing one place, adding, taking out, negating.
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

/** The editor wants a group at the root; a single condition becomes a group of one. */
export function grouped(rule: RuleNode): RuleNode {
  return joinOf(rule) ? rule : { all: [rule] };
}

/** The address of a node as the server writes it: `/all/0/not`. */
export const pointer = (path: Path): string => path.map((step) => `/${step}`).join('');

/** The node at a path, or null. */
export function nodeAt(node: RuleNode, path: Path): RuleNode | null {
  const [key, at] = path;
  if (key === undefined) return node;
  if (key === 'not') {
    const inner = notOf(node);
    return inner ? nodeAt(inner, path.slice(1)) : null;
  }
  const child = joinOf(node) === key ? childrenOf(node)[Number(at)] : undefined;
  return child ? nodeAt(child, path.slice(2)) : null;
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

/** The same tree with `child` put into the group at `group`, before its `at`-th member. */
export function insertAt(root: RuleNode, group: Path, at: number, child: RuleNode): RuleNode {
  const node = nodeAt(root, group);
  const join = node && joinOf(node);
  if (!node || !join) return root;
  const list = [...childrenOf(node)];
  list.splice(at, 0, child);
  return replaceAt(root, group, { [join]: list } as RuleNode);
}

export function append(group: RuleNode, child: RuleNode): RuleNode {
  const join = joinOf(group) ?? 'all';
  return { [join]: [...childrenOf(group), child] } as RuleNode;
}

/** 满足 becomes 不满足 and back. */
export const negated = (node: RuleNode): RuleNode => notOf(node) ?? { not: node };

/** Conditions in the tree that still lack a value, and groups without any; such a tree is not sent for counting. */
export function unfinished(node: RuleNode, root = true): number {
  const inner = notOf(node);
  if (inner) return unfinished(inner, false);
  if (joinOf(node)) {
    const children = childrenOf(node);
    if (children.length === 0) return root ? 0 : 1;
    return children.reduce((sum, child) => sum + unfinished(child, false), 0);
  }
  return hasHole(leafOf(node).value) ? 1 : 0;
}

function hasHole(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0 || value.some(hasHole);
  if (typeof value === 'object') return Object.values(value).some(hasHole);
  return false;
}
