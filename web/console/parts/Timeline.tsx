import { clock, date } from '@nq/common';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { Empty } from './Empty';
import { hasVisible, LANES, splitDays } from './timelineDays';
import type { Day, Lane, TimelineItem } from './timelineDays';
import './timeline.css';

interface Props {
  items: TimelineItem[];
  now: string | number;
  /** One column with the lane as a word: for the drawer and narrow screens. */
  compact?: boolean;
  onOpen?: (item: TimelineItem) => void;
  /** What one can do with a planned card: move, skip. */
  actions?: (item: TimelineItem) => ReactNode;
  /** The small 为什么 beside a title. */
  mark?: (item: TimelineItem) => ReactNode;
}

const FUTURE_SHOWN = 6;

/** One axis, five lanes; today is a line, the future stands above in dashed cards; the system lane is folded. */
export function Timeline(props: Props) {
  const { items, now, compact = false } = props;
  const [folded, setFolded] = useState<ReadonlySet<Lane>>(new Set<Lane>(['system']));
  const [allFuture, setAllFuture] = useState(false);
  const split = useMemo(() => splitDays(items, now), [items, now]);
  const systemCount = items.filter((item) => item.lane === 'system').length;
  const future = split.future.filter((day) => hasVisible(day, folded));
  const shownFuture = allFuture ? future : future.slice(-FUTURE_SHOWN);
  const lanes = LANES.filter(({ key }) => !folded.has(key));
  const fold = () => setFolded(folded.has('system') ? new Set() : new Set<Lane>(['system']));
  const row = (day: Day) => <DayRow key={day.day} day={day} lanes={lanes} {...props} />;
  return (
    <div className={`timeline${compact ? ' compact' : ''}`} style={{ ['--lanes' as string]: lanes.length }}>
      <div className="tl-head">
        <span className="tl-date" />
        {!compact && lanes.map((lane) => <b key={lane.key}>{lane.word}</b>)}
        {systemCount > 0 && (
          <button type="button" className="plain tl-fold" onClick={fold}>
            {folded.has('system') ? `展开系统记录 ${systemCount}` : '折叠系统记录'}
          </button>
        )}
      </div>
      {future.length > shownFuture.length && (
        <div className="tl-more">
          <Button size="small" onClick={() => setAllFuture(true)}>
            更远的 {future.length - shownFuture.length} 天
          </Button>
        </div>
      )}
      {shownFuture.map(row)}
      <div className="tl-today" role="separator">
        <span>今天 {date(now, now)}</span>
      </div>
      {split.today && hasVisible(split.today, folded) && row(split.today)}
      {split.past.filter((day) => hasVisible(day, folded)).map(row)}
      {items.length === 0 && <Empty small text="还没有记录。接口收到就诊、检查或一次联系后会出现在这里。" />}
    </div>
  );
}

function DayRow({ day, lanes, now, compact, ...rest }: Props & { day: Day; lanes: { key: Lane; word: string }[] }) {
  const cell = (lane: { key: Lane; word: string }) =>
    day.lanes[lane.key].map((item) => <Card key={item.id} item={item} lane={compact ? lane.word : null} {...rest} />);
  return (
    <div className="tl-day">
      <time className="tl-date">{date(day.at, now)}</time>
      {compact ? (
        <div className="tl-cell">{lanes.flatMap(cell)}</div>
      ) : (
        lanes.map((lane) => (
          <div className="tl-cell" key={lane.key}>
            {cell(lane)}
          </div>
        ))
      )}
    </div>
  );
}

type CardProps = Pick<Props, 'onOpen' | 'actions' | 'mark'> & { item: TimelineItem; lane: string | null };

function Card({ item, lane, onOpen, actions, mark }: CardProps) {
  const acts = actions?.(item);
  return (
    <article className={`tl-card ${item.tone ?? 'plain'}${item.future ? ' future' : ''}`}>
      <div className="row top">
        <button type="button" className="plain grow tl-title" onClick={() => onOpen?.(item)} disabled={!onOpen}>
          {item.title}
        </button>
        {mark?.(item)}
      </div>
      {item.detail && <p className="tl-detail">{item.detail}</p>}
      <p className="tl-foot">
        {lane && <span className="tl-lane">{lane}</span>}
        {!item.dayOnly && <span>{clock(item.at)}</span>}
        {item.source && <span>{item.source}</span>}
        {acts && <span className="tl-acts">{acts}</span>}
      </p>
    </article>
  );
}
