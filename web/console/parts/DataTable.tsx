import type { Page, Query } from '@nq/api';
import { num } from '@nq/common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Skeleton, Table } from 'antd';
import type { TableColumnType } from 'antd';
import type { Key, ReactNode } from 'react';
import { Empty } from './Empty';
import { ErrorState } from './ErrorState';
import type { ListState } from './listState';
import { useSlow } from './useSlow';
import './table.css';

export interface Column<T> extends Omit<TableColumnType<T>, 'sorter' | 'sortOrder'> {
  /** The server's name of the sort key; absent: this column does not sort. */
  sort?: string;
  /** Numbers stand right. */
  number?: boolean;
}

interface Props<T> {
  name: readonly unknown[];
  load: (query: Query, signal: AbortSignal) => Promise<Page<T>>;
  columns: Column<T>[];
  list: ListState;
  rowKey: (row: T) => string;
  empty: { text: string; action?: ReactNode };
  onOpen?: (row: T) => void;
  selected?: { keys: Key[]; change: (keys: Key[]) => void };
  expand?: (row: T) => ReactNode;
  refreshMs?: number;
}

/** A list whose paging, order and filters are the server's work. First column identifies, last column acts. */
export function DataTable<T extends object>(props: Props<T>) {
  const { name, load, list, empty, onOpen } = props;
  const query = useQuery({
    queryKey: [...name, list.query],
    queryFn: ({ signal }) => load(list.query, signal),
    placeholderData: keepPreviousData,
    ...(props.refreshMs ? { refetchInterval: props.refreshMs } : {}),
  });
  const slow = useSlow(query.isPending);
  if (query.error && !query.data)
    return (
      <div className="card">
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      </div>
    );
  if (!query.data)
    return (
      <div className="card" style={{ minHeight: 240 }}>
        {slow && <RowsSkeleton />}
      </div>
    );
  const filtered = Object.keys(list.values).length > 0;
  return (
    <div className={`card data-table${onOpen ? ' opens' : ''}`} aria-busy={query.isFetching}>
      <Table<T>
        size="small"
        rowKey={props.rowKey}
        dataSource={query.data.items}
        columns={props.columns.map((column) => dress(column, list.sort))}
        scroll={{ x: 'max-content' }}
        {...(onOpen ? { onRow: (row: T) => ({ onClick: () => onOpen(row) }) } : {})}
        {...(props.selected
          ? { rowSelection: { selectedRowKeys: props.selected.keys, onChange: props.selected.change } }
          : {})}
        {...(props.expand ? { expandable: { expandedRowRender: props.expand } } : {})}
        locale={{
          emptyText: filtered ? (
            <Empty text="没有符合当前筛选条件的记录。" action={<a onClick={list.clear}>清除筛选</a>} />
          ) : (
            <Empty {...empty} />
          ),
        }}
        pagination={
          query.data.total > query.data.items.length || list.page > 1 || list.size !== 20
            ? {
                current: list.page,
                pageSize: list.size,
                total: query.data.total,
                showSizeChanger: true,
                size: 'small',
                showTotal: (total, [from, to]) => `第 ${from}–${to} 条，共 ${num(total)} 条`,
              }
            : false
        }
        onChange={(page, _filters, sorter, extra) => {
          if (extra.action === 'paginate') list.setPage(page.current ?? 1, page.pageSize ?? list.size);
          if (extra.action === 'sort' && !Array.isArray(sorter)) {
            const key = (sorter.column as Column<T> | undefined)?.sort;
            list.setSort(key && sorter.order ? `${sorter.order === 'descend' ? '-' : ''}${key}` : null);
          }
        }}
      />
    </div>
  );
}

function dress<T>(column: Column<T>, sort: string | null): TableColumnType<T> {
  const { number, sort: key, ...rest } = column;
  const order = key && sort === key ? 'ascend' : key && sort === `-${key}` ? 'descend' : null;
  return {
    ...rest,
    ...column,
    ...(number ? { align: 'right' as const } : {}),
    ...(key ? { sorter: true, sortOrder: order } : {}),
  };
}

function RowsSkeleton() {
  return (
    <div style={{ padding: '12px 16px' }}>
      {Array.from({ length: 8 }, (_, row) => (
        <Skeleton
          key={row}
          active
          title={false}
          paragraph={{ rows: 1, width: `${94 - ((row * 7) % 22)}%` }}
          style={{ marginBottom: 12 }}
        />
      ))}
    </div>
  );
}
