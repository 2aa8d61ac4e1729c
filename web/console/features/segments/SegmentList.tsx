import { api } from '@nq/api';
import type { SegmentRow } from '@nq/api';
import { ago, num } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import { AudienceTabs } from '../../parts/AudienceTabs';
import { Empty } from '../../parts/Empty';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { useSession } from '../../session';
import './segments.css';

const WRITERS = ['health_manager', 'operations'];

/** 人群: who they are in one sentence, how many, as of when. */
export default function SegmentList() {
  const go = useNavigate();
  const session = useSession();
  const may = WRITERS.includes(session.user.role);
  const query = useQuery({ queryKey: ['segments'], queryFn: () => api.get<SegmentRow[]>('/api/segments') });
  const create = may ? (
    <Button type="primary" onClick={() => void go('/segments/new')}>
      新建人群
    </Button>
  ) : undefined;
  return (
    <div className="page">
      <PageHead title="人群" note="成员随数据实时进出，每个人都能看到为什么在、为什么不在。">
        {create}
      </PageHead>
      <AudienceTabs here="segments" />
      <Loaded query={query}>
        {(rows) =>
          rows.length === 0 ? (
            <div className="card">
              <Empty text="还没有人群。" action={create} />
            </div>
          ) : (
            <div className="seg-cards">
              {rows.map((row) => (
                <Link key={row.id} to={`/segments/${row.id}`} className="card seg-card">
                  <div className="row between">
                    <h2>{row.name}</h2>
                  </div>
                  <p className="soft grow">{row.sentence}</p>
                  <div className="row between">
                    <span>
                      <span className="seg-size">{num(row.size)}</span>
                      <span className="unit">人</span>
                    </span>
                    <span className="soft small">截至 {ago(row.as_of)}</span>
                  </div>
                </Link>
              ))}
            </div>
          )
        }
      </Loaded>
    </div>
  );
}
