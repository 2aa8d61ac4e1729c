import { num, percent } from '@nq/common';
import './marks.css';

/** Parts of a whole as short bars, the number behind each. */
export function Bars({ title, parts }: { title: string; parts: { name: string; count: number }[] }) {
  const most = Math.max(1, ...parts.map((part) => part.count));
  const all = parts.reduce((sum, part) => sum + part.count, 0);
  return (
    <div>
      <h3 className="bars-title">{title}</h3>
      <div className="bars">
        {parts.map((part) => [
          <span key={`${part.name}n`} className="nowrap">
            {part.name}
          </span>,
          <i
            key={`${part.name}b`}
            className={part.count === 0 ? 'none' : ''}
            style={{ width: `${(part.count / most) * 100}%` }}
            title={percent(part.count, all)}
          />,
          <span key={`${part.name}c`} className="num">
            {num(part.count)}
          </span>,
        ])}
      </div>
    </div>
  );
}
