import type { ModelView } from '@nq/api';
import { unitWord } from '@nq/common';
import { Drawer, Tabs } from 'antd';
import { ModelTables } from './ModelTables';
import './models.css';

const AUDIENCE: Record<string, string> = { everyone: '医务人员与患者', staff: '医生与健康管理师', doctor: '仅医生' };

/** The card of a model, and its rule tables. A monitoring rule has no table of its own. */
export function ModelDrawer({ model, close }: { model: ModelView | null; close: () => void }) {
  const rule = model?.id.startsWith('monitor:') === true;
  return (
    <Drawer open={model !== null} onClose={close} size={720} destroyOnHidden title={model?.name}>
      {model && (
        <Tabs
          items={[
            { key: 'card', label: '说明', children: <Card model={model} /> },
            ...(rule ? [] : [{ key: 'tables', label: '规则表', children: <ModelTables model={model} /> }]),
          ]}
        />
      )}
    </Drawer>
  );
}

function Card({ model }: { model: ModelView }) {
  const rows: [string, string][] = [
    ['代码', model.id],
    ['版本', [model.version, model.table_version && `规则表 ${model.table_version}`].filter(Boolean).join(' · ')],
    ['核实状态', `${model.verification}，${model.default_on ? '默认启用' : '默认关闭'}`],
    ['来源', model.source],
    ['许可', model.licence || '—'],
    ['适用人群', model.population],
    ['谁能看到', AUDIENCE[model.audience] ?? model.audience],
    ['局限', model.limits.join('；') || '—'],
  ];
  return (
    <div className="stack">
      <dl className="facts">
        {rows.map(([name, text]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {model.inputs.length > 0 && (
        <section>
          <h2>需要的资料</h2>
          <table className="fact-table">
            <thead>
              <tr>
                <th>名称</th>
                <th>填写</th>
                <th>怎样取得</th>
              </tr>
            </thead>
            <tbody>
              {model.inputs.map((one) => (
                <tr key={one.code}>
                  <td>{one.name}</td>
                  <td>
                    {one.kind === 'bool'
                      ? '是 / 否'
                      : one.choices.length > 0
                        ? one.choices.map((choice) => choice.label).join(' / ')
                        : [one.low !== null && `${one.low}–${one.high}`, one.units.map(unitWord).join(' 或 ')]
                            .filter(Boolean)
                            .join(' ') || '—'}
                  </td>
                  <td>{one.what_to_measure}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}
