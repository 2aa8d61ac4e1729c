// Moving a condition or a group to another place of the tree, by hand (drop) and by key (one place up or down).
import type { RuleNode } from '@nq/api';
import { childrenOf, insertAt, joinOf, nodeAt, notOf, replaceAt } from './tree';
import type { Path } from './tree';

/** A place in a group: before its `at`-th member. */
export interface Slot {
  group: Path;
  at: number;
}

export interface Moved {
  rule: RuleNode;
  /** Where the moved node stands now. */
  path: Path;
}

const starts = (path: Path, head: Path) => head.every((step, i) => path[i] === step);
const same = (a: Path, b: Path) => a.length === b.length && starts(a, b);

/** Groups and places are lists; an item of a list is named by a path that ends in its number. */
function split(path: Path): Slot & { join: string } {
  return { group: path.slice(0, -2), join: String(path.at(-2)), at: Number(path.at(-1)) };
}

/** Whether the item at `from` may be put into `group`: not into itself. */
export const mayMove = (from: Path, group: Path): boolean => from.length >= 2 && !starts(group, from);

/** Moves the item at `from` to a slot of the tree as it stands before the move. */
export function moveTo(root: RuleNode, from: Path, to: Slot): Moved {
  const item = nodeAt(root, from);
  if (!item || !mayMove(from, to.group)) return { rule: root, path: from };
  const home = split(from);
  const group = [...to.group];
  let at = to.at;
  const list = home.group.length;
  // What stands behind the item in its list moves up by one when it is taken out.
  if (same(group, home.group)) {
    if (at > home.at) at -= 1;
  } else if (starts(group, home.group) && group[list] === home.join && Number(group[list + 1]) > home.at) {
    group[list + 1] = Number(group[list + 1]) - 1;
  }
  return put(replaceAt(root, from, null), { group, at }, item);
}

function put(root: RuleNode, slot: Slot, item: RuleNode): Moved {
  const group = nodeAt(root, slot.group);
  const join = (group && joinOf(group)) ?? 'all';
  return { rule: insertAt(root, slot.group, slot.at, item), path: [...slot.group, join, slot.at] };
}

/** Every place of the tree, in the order of reading. */
export function slots(node: RuleNode, path: Path = []): Slot[] {
  const inner = notOf(node);
  if (inner) return slots(inner, [...path, 'not']);
  const join = joinOf(node);
  if (!join) return [];
  const inside = childrenOf(node).flatMap((child, at) => [
    { group: path, at },
    ...slots(child, [...path, join, at]),
  ]);
  return [...inside, { group: path, at: childrenOf(node).length }];
}

/** Moves the item one place up (-1) or down (1); at the edge of its group it goes into the next one or out of it. */
export function step(root: RuleNode, from: Path, by: 1 | -1): Moved {
  const item = nodeAt(root, from);
  if (!item || from.length < 2) return { rule: root, path: from };
  const rest = replaceAt(root, from, null);
  const home = split(from);
  const all = slots(rest);
  const here = all.findIndex((slot) => slot.at === home.at && same(slot.group, home.group));
  const next = here < 0 ? undefined : all[here + by];
  return next ? put(rest, next, item) : { rule: root, path: from };
}

/** Makes a group of the item alone, so that others can join it. */
export function wrap(root: RuleNode, from: Path): RuleNode {
  const item = nodeAt(root, from);
  const outer = nodeAt(root, from.slice(0, -2));
  if (!item || !outer) return root;
  // The other way of joining than around it: anything else would change nothing.
  return replaceAt(root, from, joinOf(outer) === 'all' ? { any: [item] } : { all: [item] });
}
