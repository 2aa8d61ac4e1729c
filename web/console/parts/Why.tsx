import { api } from '@nq/api';
import type { Receipt } from '@nq/api';
import { shortTime } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Popover } from 'antd';
import { useState } from 'react';
import { Loaded } from './Loaded';
import './marks.css';

interface Props {
  /** What is being explained: `tag`, `grade`, `task`, `message`, `enrolment`, `segment`. */
  kind: string;
  id: string;
  /** Only this receipt of the subject. */
  receiptId?: string | null;
  /** What was decided, for the ear: “为什么：高危”. */
  label?: string;
}

/** The small question mark: which rule, on which facts, through which gates. */
export function Why({ kind, id, receiptId, label = '这一决定' }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      destroyOnHidden
      content={<Receipts kind={kind} id={id} receiptId={receiptId ?? null} />}
    >
      <button
        type="button"
        className="why no-print"
        aria-label={`为什么：${label}`}
        aria-expanded={open}
        onClick={(event) => event.stopPropagation()}
      >
        ?
      </button>
    </Popover>
  );
}

function Receipts({ kind, id, receiptId }: { kind: string; id: string; receiptId: string | null }) {
  const [older, setOlder] = useState(false);
  const query = useQuery({
    queryKey: ['receipts', kind, id],
    queryFn: () => api.get<Receipt[]>('/api/receipts', { subject_kind: kind, subject_id: id }),
  });
  return (
    <div className="receipt" onClick={(event) => event.stopPropagation()}>
      <Loaded query={query}>
        {(all) => {
          const wanted = receiptId ? all.filter((one) => one.id === receiptId) : all;
          const list = wanted.length > 0 ? wanted : all;
          const shown = older ? list : list.slice(0, 1);
          return shown.length === 0 ? (
            <p className="soft">这一条由人工录入或来自外部系统，没有规则凭证。</p>
          ) : (
            <>
              {shown.map((receipt) => (
                <ReceiptCard key={receipt.id} receipt={receipt} />
              ))}
              {list.length > shown.length && (
                <a onClick={() => setOlder(true)}>更早的 {list.length - shown.length} 次</a>
              )}
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

/** One receipt: the sentence first, then what it stands on. */
export function ReceiptCard({ receipt }: { receipt: Receipt }) {
  return (
    <section style={{ marginBottom: 12 }}>
      <h3>{receipt.sentence}</h3>
      <p className="ver">
        规则 {receipt.rule} · 版本 {receipt.rule_version} · {shortTime(receipt.decided_at)}
      </p>
      <ul className="facts-used">
        {receipt.facts.map((fact, at) => (
          <li key={at} className={fact.holds ? '' : 'against'}>
            <b aria-label={fact.holds ? '成立' : '不成立'}>{fact.holds ? '✓' : '✕'}</b>
            <div>
              <span>{fact.name}</span>
              <div>
                <span className="strong">{fact.value}</span>{' '}
                <span className="soft small">
                  {[fact.source, fact.at && shortTime(fact.at)].filter(Boolean).join(' · ')}
                </span>
              </div>
            </div>
          </li>
        ))}
      </ul>
      {receipt.gates.length > 0 && (
        <div className="gates">
          {receipt.gates.map((gate) => (
            <div className="gate" key={gate.gate}>
              <b className={gate.passed ? 'good' : 'bad'}>{gate.passed ? '通过' : '拦下'}</b>
              <span>{gate.sentence}</span>
            </div>
          ))}
        </div>
      )}
    </section>
  );
}
