import { SearchOutlined } from '@ant-design/icons';
import { api } from '@nq/api';
import type { SearchHit } from '@nq/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { sexWord } from '../parts/words';
import { RiskBadge } from '../parts/RiskBadge';

interface Props {
  open: boolean;
  close: () => void;
  pick: (patientId: string) => void;
}

/** ⌘K: name, pinyin, initials, last digits of phone or id card, card number. Enter opens the person. */
export function Search({ open, close, pick }: Props) {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const [at, setAt] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), 120);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    if (open) {
      setText('');
      setAsked('');
      setAt(0);
    }
  }, [open]);
  const query = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => api.get<{ items: SearchHit[] }>('/api/search', { q: asked }, signal),
    enabled: open && asked.length > 0,
    placeholderData: keepPreviousData,
  });
  const hits = asked ? (query.data?.items ?? []) : [];
  const choose = (hit: SearchHit | undefined) => {
    if (hit) {
      pick(hit.id);
      close();
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      setAt((was) => Math.min(was + 1, hits.length - 1));
    }
    if (event.key === 'ArrowUp') {
      event.preventDefault();
      setAt((was) => Math.max(was - 1, 0));
    }
    if (event.key === 'Enter') choose(hits[Math.min(at, hits.length - 1)]);
  };
  return (
    <Modal
      open={open}
      onCancel={close}
      footer={null}
      closable={false}
      width={600}
      style={{ top: 96 }}
      destroyOnHidden
      styles={{ container: { padding: 0, overflow: 'hidden' } }}
      title={null}
    >
      <Input
        autoFocus
        size="large"
        variant="borderless"
        prefix={<SearchOutlined className="soft" />}
        placeholder="姓名、拼音、首字母、手机或证件尾号、卡号"
        aria-label="查找患者"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
        style={{ padding: '14px 16px' }}
      />
      <ul className="search-hits" role="listbox" aria-label="查找结果">
        {hits.map((hit, index) => (
          <li
            key={hit.id}
            role="option"
            aria-selected={index === at}
            className={index === at ? 'on' : ''}
            onMouseEnter={() => setAt(index)}
            onClick={() => choose(hit)}
          >
            <b>{hit.name}</b>
            <span>
              {sexWord(hit.sex)} {hit.age === null ? '' : `${hit.age} 岁`}
            </span>
            <RiskBadge level={hit.grade} bare />
            <span className="grow" />
            <span className="soft">{hit.phone_masked ?? ''}</span>
            <span className="soft small search-by">{hit.matched_by}</span>
          </li>
        ))}
        {asked && query.isSuccess && hits.length === 0 && (
          <li className="none">没有找到“{asked}”。换一种写法，例如拼音首字母或手机尾号。</li>
        )}
        {query.error && <li className="none bad">{query.error.message}</li>}
        {!asked && (
          <li className="none">
            例：wjg 找“王建国”，8866 找手机尾号。<span className="small">↑↓ 选择，Enter 打开</span>
          </li>
        )}
      </ul>
    </Modal>
  );
}
