import { api } from '@nq/api';
import type { ModelView } from '@nq/api';
import { useQuery } from '@tanstack/react-query';
import { Input, Segmented, Switch } from 'antd';
import { useState } from 'react';
import { Empty } from '../../parts/Empty';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { Status } from '../../parts/Reasons';
import { useSession } from '../../session';
import { ModelDrawer } from './ModelDrawer';
import { byFamily, mayWriteRules } from './modelRules';
import type { Shown } from './modelRules';
import { SwitchForm } from './SwitchForm';
import '../../parts/table.css';
import './models.css';

const SHOWN: { label: string; value: Shown }[] = [
  { label: '全部', value: 'all' },
  { label: '已启用', value: 'on' },
  { label: '未核实', value: 'unproven' },
];

/** 风险模型: what this house computes with, who stands behind it, and the rule table it uses. */
export default function Models() {
  const query = useQuery({ queryKey: ['models'], queryFn: () => api.get<ModelView[]>('/api/models') });
  const [shown, setShown] = useState<Shown>('all');
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const [turning, setTurning] = useState<ModelView | null>(null);
  const writes = mayWriteRules(useSession().user.role);
  return (
    <div className="page">
      <PageHead
        title="风险模型"
        note="“已核实”的模型与公开算例逐位比对过。“未核实”的须由负责人具名说明理由后才能启用。"
      />
      <div className="filter-bar no-print">
        <Input
          allowClear
          placeholder="名称"
          aria-label="名称"
          style={{ width: 260 }}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Segmented options={SHOWN} value={shown} onChange={setShown} />
      </div>
      <Loaded query={query}>
        {(models) => {
          const families = byFamily(models, shown, search);
          return families.length === 0 ? (
            <div className="card">
              <Empty text="没有符合条件的模型。" action={<a onClick={() => [setShown('all'), setSearch('')]}>查看全部</a>} />
            </div>
          ) : (
            <div className="stack">
              {families.map(([family, list]) => (
                <Family key={family} family={family} models={list} open={setOpen} turn={writes ? setTurning : null} />
              ))}
            </div>
          );
        }}
      </Loaded>
      <ModelDrawer model={query.data?.find((one) => one.id === open) ?? null} close={() => setOpen(null)} />
      {turning && <SwitchForm model={turning} close={() => setTurning(null)} />}
    </div>
  );
}

interface FamilyProps {
  family: string;
  models: ModelView[];
  open: (id: string) => void;
  turn: ((model: ModelView) => void) | null;
}

function Family({ family, models, open, turn }: FamilyProps) {
  return (
    <section className="card">
      <div className="head">
        <h2>{family}</h2>
        <span className="soft small">
          {models.filter((one) => one.on).length} / {models.length} 项启用
        </span>
      </div>
      <table className="models">
        <thead>
          <tr>
            <th>名称</th>
            <th>核实</th>
            <th>适用人群</th>
            <th>版本</th>
            <th className="num">启用</th>
          </tr>
        </thead>
        <tbody>
          {models.map((one) => (
            <tr key={one.id}>
              <td>
                <button type="button" className="plain strong model-name" onClick={() => open(one.id)}>
                  {one.name}
                </button>
                {one.setting && (
                  <div className="soft small">
                    {[one.setting.on ? '启用' : '停用', one.setting.name || one.setting.by, one.setting.reason]
                      .filter(Boolean)
                      .join(' · ')}
                  </div>
                )}
              </td>
              <td>
                <Status text={one.verification} tone={one.verification === '已核实' ? 'green' : 'warm'} />
              </td>
              <td>{one.population}</td>
              <td className="nowrap soft">{[one.version, one.table_version && `表 ${one.table_version}`].filter(Boolean).join(' · ')}</td>
              <td className="num">
                <Switch
                  size="small"
                  checked={one.on}
                  disabled={turn === null}
                  onChange={() => turn?.(one)}
                  aria-label={`${one.on ? '停用' : '启用'}${one.name}`}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
