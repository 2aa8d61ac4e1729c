import { api } from '@nq/api';
import type { RuleView } from '@nq/api';
import { num } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Empty } from '../../parts/Empty';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { RiskBadge } from '../../parts/RiskBadge';
import './rules.css';

/** 标签与风险规则: each in one sentence, its version, how many people it touches now. */
export default function Rules() {
  const query = useQuery({ queryKey: ['rules'], queryFn: () => api.get<RuleView[]>('/api/rules') });
  return (
    <div className="page">
      <PageHead
        title="标签与风险规则"
        note="数据入档时立即评估。患者身上每个标签和颜色旁的“?”能看到用了哪条规则、哪些数值。"
      />
      <Loaded query={query}>
        {(rules) =>
          rules.length === 0 ? (
            <div className="card">
              <Empty text="还没有规则。" />
            </div>
          ) : (
            <div className="stack">
              <Group title="风险分级" rules={rules.filter((rule) => rule.kind === 'grade')} />
              <Group title="标签" rules={rules.filter((rule) => rule.kind !== 'grade')} />
            </div>
          )
        }
      </Loaded>
    </div>
  );
}

function Group({ title, rules }: { title: string; rules: RuleView[] }) {
  if (rules.length === 0) return null;
  return (
    <section className="card">
      <div className="head">
        <h2>{title}</h2>
        <span className="soft small">{rules.length} 条</span>
      </div>
      <table className="rules">
        <thead>
          <tr>
            <th>结果</th>
            <th>名称</th>
            <th>规则</th>
            <th className="num">版本</th>
            <th className="num">当前人数</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.code}>
              <td className="nowrap">
                {rule.grade ? <RiskBadge level={rule.grade} /> : <span className="reason teal">{rule.name}</span>}
              </td>
              <td className="strong nowrap">
                {rule.name}
                <div className="soft small" style={{ fontWeight: 400 }}>
                  {rule.code}
                </div>
              </td>
              <td>{rule.sentence}</td>
              <td className="num">{rule.version}</td>
              <td className="num">
                <Link
                  to={
                    rule.grade
                      ? `/patients?grade=${rule.grade}`
                      : `/patients?tag=${encodeURIComponent(rule.tag ?? rule.code)}`
                  }
                >
                  {num(rule.people)}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
