import { HolderOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import { useState } from 'react';
import { mayMove } from './move';
import type { Slot } from './move';
import { pointer } from './tree';
import type { Path } from './tree';
import { useTree } from './treeContext';

/** The grip of a condition or a group: drag it, or focus it and press ↑ ↓. */
export function Grip({ path, what }: { path: Path; what: string }) {
  const tree = useTree();
  return (
    <Tooltip title="拖动，或按 ↑ ↓ 移动" mouseEnterDelay={0.6}>
      <button
        type="button"
        className="plain rule-grip"
        data-grip={pointer(path)}
        aria-label={`移动${what}，按上下方向键`}
        draggable
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', what);
          const line = event.currentTarget.closest('.rule-item');
          if (line) event.dataTransfer.setDragImage(line, 12, 12);
          // Changing the page within the start of a drag ends it in Chromium.
          setTimeout(() => tree.hold(path), 0);
        }}
        onDragEnd={() => tree.hold(null)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
            event.preventDefault();
            tree.step(path, event.key === 'ArrowUp' ? -1 : 1);
          } else if (event.key === 'Delete') tree.put(path, null);
        }}
      >
        <HolderOutlined />
      </button>
    </Tooltip>
  );
}

/** A place between two lines where something can be laid down. */
export function Drop({ slot }: { slot: Slot }) {
  const { held, drop } = useTree();
  const [over, setOver] = useState(false);
  const open = held !== null && mayMove(held, slot.group);
  return (
    <div
      className={`rule-drop${open ? ' open' : ''}${open && over ? ' over' : ''}`}
      data-drop={`${pointer(slot.group)}#${slot.at}`}
      onDragOver={(event) => {
        if (!open) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (open) drop(slot);
      }}
    />
  );
}
