import { RedoOutlined, UndoOutlined } from '@ant-design/icons';
import type { RuleNode } from '@nq/api';
import { Button } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { Undoable } from './history';
import { moveTo, step, wrap } from './move';
import type { Moved } from './move';
import { Group } from './RuleNodeView';
import { insertAt, nodeAt, pointer, replaceAt } from './tree';
import type { Path } from './tree';
import { TreeContext } from './treeContext';
import type { NodeFacts, TreeHands } from './treeContext';
import { useVocabulary } from './useVocabulary';
import './rule.css';

interface Props {
  rule: Undoable<RuleNode>;
  /** Sentences of what is wrong, by address (`/all/0`). */
  errors?: Record<string, string>;
  nodes?: Record<string, NodeFacts>;
}

const NONE = {};

/** The rule as nested groups: 全部满足, 任一满足; each line one condition in clinical words. Ctrl+Z undoes. */
export function RuleTree({ rule, errors = NONE, nodes = NONE }: Props) {
  const words = useVocabulary();
  const [held, hold] = useState<Path | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const focus = useRef<string | null>(null);
  const { now, set } = rule;
  const hands = useMemo<TreeHands>(() => {
    const take = (moved: Moved) => {
      focus.current = pointer(moved.path);
      set(moved.rule);
    };
    return {
      words,
      errors,
      nodes,
      held,
      hold,
      put: (path, node, what) => set(replaceAt(now, path, node), what),
      step: (path, by) => take(step(now, path, by)),
      wrap: (path) => set(wrap(now, path)),
      copy: (path) => {
        const node = nodeAt(now, path);
        if (node) set(insertAt(now, path.slice(0, -2), Number(path.at(-1)) + 1, structuredClone(node)));
      },
      drop: (slot) => {
        if (held) take(moveTo(now, held, slot));
        hold(null);
      },
    };
  }, [words, errors, nodes, held, now, set]);
  // The grip stays under the finger after a move by key.
  useEffect(() => {
    if (focus.current === null) return;
    box.current?.querySelector<HTMLElement>(`[data-grip="${focus.current}"]`)?.focus();
    focus.current = null;
  }, [now]);
  const keys = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    const act = key === 'y' || (key === 'z' && event.shiftKey) ? rule.redo : key === 'z' ? rule.undo : null;
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <TreeContext.Provider value={hands}>
      <div ref={box} onKeyDown={keys}>
        <Group node={now} path={[]} />
      </div>
    </TreeContext.Provider>
  );
}

/** Undo and redo as buttons, with their keys. */
export function UndoButtons({ rule }: { rule: Undoable<RuleNode> }) {
  return (
    <span className="row tight">
      <Button size="small" type="text" icon={<UndoOutlined />} disabled={!rule.canUndo} onClick={rule.undo}>
        撤销<span className="kbd">Ctrl Z</span>
      </Button>
      <Button
        size="small"
        type="text"
        icon={<RedoOutlined />}
        disabled={!rule.canRedo}
        onClick={rule.redo}
        aria-label="重做"
        title="重做 Ctrl Y"
      />
    </span>
  );
}
