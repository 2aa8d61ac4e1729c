import { InboxOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import './marks.css';

/** Nothing to show: one sentence and at most one action. */
export function Empty({
  text,
  action,
  small = false,
  icon,
}: {
  text: string;
  action?: ReactNode;
  small?: boolean;
  icon?: ReactNode;
}) {
  return (
    <div className={`state${small ? ' small-state' : ''}`}>
      {!small && (icon ?? <InboxOutlined style={{ fontSize: 36 }} />)}
      <p>{text}</p>
      {action}
    </div>
  );
}
