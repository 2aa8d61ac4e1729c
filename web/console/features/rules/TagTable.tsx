import { api } from '@nq/api';
import type { Tag } from '@nq/api';
import { num } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import { Empty } from '../../parts/Empty';
import { Loaded } from '../../parts/Loaded';
import { useSession } from '../../session';

/** Whose roles may write rules (the server decides again). */
const WRITERS = ['health_manager', 'department_head'];
const STATES: Record<string, string> = { draft: '草稿', live: '生效中', changed: '有草稿待发布', retired: '已停用' };

/** 标签: how many carry each, who came and left in seven days, how sensitive, how long it stays. */
export function TagTable() {
  const query = useQuery({ queryKey: ['tags'], queryFn: () => api.get<Tag[]>('/api/tags') });
  const go = useNavigate();
  const may = WRITERS.includes(useSession().user.role);
  const create = may ? (
    <Button type="primary" onClick={() => void go('/rules/tags/new')}>
      新建标签
    </Button>
  ) : undefined;
  return (
    <section className="card">
      <div className="head">
        <h2>标签</h2>
        <span className="soft small">{query.data ? `${query.data.length} 个` : ''}</span>
        <span className="grow" />
        {create}
      </div>
      <Loaded query={query}>
        {(tags) =>
          tags.length === 0 ? (
            <Empty text="还没有标签。" action={create} />
          ) : (
            <table className="rules tags">
              <thead>
                <tr>
                  <th>标签</th>
                  <th>规则</th>
                  <th>敏感级别</th>
                  <th>保留</th>
                  <th>状态</th>
                  <th className="num">人数</th>
                  <th className="num">近 7 天</th>
                  <th aria-label="操作" />
                </tr>
              </thead>
              <tbody>
                {tags.map((tag) => (
                  <Row key={tag.code} tag={tag} may={may && !tag.boxed && tag.kind === 'auto'} />
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </section>
  );
}

function Row({ tag, may }: { tag: Tag; may: boolean }) {
  const path = `/rules/tags/${encodeURIComponent(tag.code)}`;
  return (
    <tr className={tag.state === 'retired' ? 'retired' : ''}>
      <td>
        {may && tag.state !== 'retired' ? <Link to={path}>{tag.name}</Link> : <span className="strong">{tag.name}</span>}
        {tag.boxed && <div className="soft small">随系统提供</div>}
      </td>
      <td>{tag.kind === 'manual' ? <span className="soft">手工添加，或由其他系统带来</span> : tag.sentence}</td>
      <td className="nowrap">
        <span className={tag.sensitivity === 'normal' ? 'soft' : 'strong'}>
          {tag.sensitivity === 'secret' ? '◆ ' : tag.sensitivity === 'sensitive' ? '◇ ' : ''}
          {tag.sensitivity_name}
        </span>
      </td>
      <td className="nowrap">{tag.expires_days ? `${tag.expires_days} 天` : <span className="soft">随条件</span>}</td>
      <td className={tag.state === 'changed' || tag.state === 'draft' ? 'warm' : ''}>{STATES[tag.state] ?? tag.state}</td>
      <td className="num">
        <Link to={`/patients?tag=${encodeURIComponent(tag.code)}`}>{num(tag.count)}</Link>
      </td>
      <td className="num nowrap">
        {tag.gained_7d === 0 && tag.lost_7d === 0 ? (
          <span className="soft">—</span>
        ) : (
          [tag.gained_7d > 0 && `＋${num(tag.gained_7d)}`, tag.lost_7d > 0 && `−${num(tag.lost_7d)}`]
            .filter(Boolean)
            .join(' ')
        )}
      </td>
      <td className="num nowrap">{may && <Acts tag={tag} />}</td>
    </tr>
  );
}

function Acts({ tag }: { tag: Tag }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const path = `/api/tags/${encodeURIComponent(tag.code)}`;
  const done = async (act: () => Promise<unknown>) => {
    try {
      await act();
      for (const key of ['tags', 'dictionary']) void client.invalidateQueries({ queryKey: [key] });
      return true;
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有完成，请重试。');
      return false;
    }
  };
  const restore = async () => {
    if (await done(() => api.post(`${path}/restore`))) void message.success(`“${tag.name}”已恢复`);
  };
  const retire = async () => {
    if (!(await done(() => api.del(path)))) return;
    const key = `retired-${tag.code}`;
    void message.open({
      key,
      type: 'success',
      duration: 10,
      content: (
        <>
          “{tag.name}”已停用。{' '}
          <a
            onClick={() => {
              message.destroy(key);
              void restore();
            }}
          >
            撤销
          </a>
        </>
      ),
    });
  };
  return tag.state === 'retired' ? <a onClick={() => void restore()}>恢复</a> : <a onClick={() => void retire()}>停用</a>;
}
