// What every line of the condition tree needs from the tree it stands in.
import type { RuleNode } from '@nq/api';
import { createContext, useContext } from 'react';
import type { Slot } from './move';
import type { Path } from './tree';
import type { Vocabulary } from './useVocabulary';

export interface NodeFacts {
  sentence: string;
  size: number | null;
}

export interface TreeHands {
  words: Vocabulary;
  /** What is wrong, by the address of the node. */
  errors: Record<string, string>;
  /** What the server says of a node: how many it means by itself. */
  nodes: Record<string, NodeFacts>;
  put: (path: Path, node: RuleNode | null, what?: string) => void;
  step: (path: Path, by: 1 | -1) => void;
  wrap: (path: Path) => void;
  copy: (path: Path) => void;
  /** The item under the hand, and taking it up, laying it down. */
  held: Path | null;
  hold: (path: Path | null) => void;
  drop: (slot: Slot) => void;
}

export const TreeContext = createContext<TreeHands | null>(null);

export function useTree(): TreeHands {
  const hands = useContext(TreeContext);
  if (!hands) throw new Error('a condition stands outside of a tree');
  return hands;
}
