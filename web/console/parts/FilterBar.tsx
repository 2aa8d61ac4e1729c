import { SearchOutlined } from '@ant-design/icons';
import { Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { ListState } from './listState';
import './table.css';

export interface Filter {
  key: string;
  label: string;
  options: { value: string; label: string }[];
}

interface Props {
  list: ListState;
  filters?: Filter[];
  /** Placeholder of the search field; absent: no search. */
  search?: string;
  searchKey?: string;
  /** Keys of the address that are not filters to be shown as chips. */
  silent?: string[];
  right?: ReactNode;
}

/** Filters in one line above the list; what is set stands below as chips that can be taken away. */
export function FilterBar({ list, filters = [], search, searchKey = 'q', silent = [], right }: Props) {
  const chips = Object.entries(list.values)
    .filter(([key]) => key !== searchKey && !silent.includes(key))
    .map(([key, value]) => {
      const filter = filters.find((one) => one.key === key);
      const word = filter?.options.find((one) => one.value === value)?.label ?? value;
      return { key, text: filter ? `${filter.label}：${word}` : word };
    });
  return (
    <>
      <div className="filter-bar no-print">
        {search && <SearchField list={list} name={searchKey} placeholder={search} />}
        {filters.map((filter) => (
          <Select
            key={filter.key}
            aria-label={filter.label}
            placeholder={filter.label}
            allowClear
            value={list.values[filter.key] ?? null}
            options={filter.options}
            popupMatchSelectWidth={false}
            onChange={(value: string | null | undefined) => list.set({ [filter.key]: value ?? null })}
          />
        ))}
        <span className="grow" />
        {right}
      </div>
      {chips.length > 0 && (
        <div className="filter-chips no-print">
          {chips.map((chip) => (
            <span className="chip" key={chip.key}>
              {chip.text}
              <button type="button" aria-label={`去掉 ${chip.text}`} onClick={() => list.set({ [chip.key]: null })}>
                ×
              </button>
            </span>
          ))}
          <a onClick={list.clear}>全部清除</a>
        </div>
      )}
    </>
  );
}

function SearchField({ list, name, placeholder }: { list: ListState; name: string; placeholder: string }) {
  const given = list.values[name] ?? '';
  const [text, setText] = useState(given);
  useEffect(() => setText(given), [given]);
  useEffect(() => {
    if (text === given) return undefined;
    const timer = setTimeout(() => list.set({ [name]: text.trim() || null }), 300);
    return () => clearTimeout(timer);
  }, [text, given, list, name]);
  return (
    <Input
      allowClear
      prefix={<SearchOutlined style={{ color: 'var(--c-text-2)' }} />}
      placeholder={placeholder}
      aria-label={placeholder}
      style={{ width: 260 }}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
