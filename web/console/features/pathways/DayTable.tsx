import {
  AlertOutlined,
  BranchesOutlined,
  ClockCircleOutlined,
  FormOutlined,
  HomeOutlined,
  MessageOutlined,
  PhoneOutlined,
  StopOutlined,
  TagOutlined,
} from '@ant-design/icons';
import type { PathwayDay } from '@nq/api';
import type { ReactNode } from 'react';
import './pathways.css';

export const NODE_KINDS: Record<string, { word: string; icon: ReactNode }> = {
  message: { word: '消息', icon: <MessageOutlined /> },
  form: { word: '问卷', icon: <FormOutlined /> },
  phone_task: { word: '电话', icon: <PhoneOutlined /> },
  home_visit: { word: '上门', icon: <HomeOutlined /> },
  tag: { word: '标签', icon: <TagOutlined /> },
  wait_answer: { word: '等待回答', icon: <ClockCircleOutlined /> },
  branch: { word: '分支', icon: <BranchesOutlined /> },
  exit: { word: '结束', icon: <StopOutlined /> },
};

/** The pathway as the table a head nurse writes: which day, what happens, in words. */
export function DayTable({ days, compact = false }: { days: PathwayDay[]; compact?: boolean }) {
  if (compact)
    return (
      <ul className="day-list">
        {days.map((row) => (
          <li key={row.node}>
            <b>{row.day}</b>
            <span>
              <span className="kind-mark">{NODE_KINDS[row.kind]?.icon}</span>
              {row.title}
              <small>{row.detail ?? ''}</small>
            </span>
          </li>
        ))}
      </ul>
    );
  return (
    <table className="days">
      <thead>
        <tr>
          <th>哪天</th>
          <th>做什么</th>
          <th>内容</th>
          <th>说明</th>
        </tr>
      </thead>
      <tbody>
        {days.map((row) => {
          const kind = NODE_KINDS[row.kind];
          return (
            <tr key={row.node}>
              <td className="nowrap strong">{row.day}</td>
              <td className="nowrap">
                <span className="kind-mark">{kind?.icon ?? <AlertOutlined />}</span>
                {kind?.word ?? row.kind}
              </td>
              <td>{row.title}</td>
              <td className="soft">{row.detail ?? ''}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
