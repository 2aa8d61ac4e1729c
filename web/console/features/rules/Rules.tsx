import { api } from '@nq/api';
import type { RuleView } from '@nq/api';
import { num } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { AudienceTabs } from '../../parts/AudienceTabs';
import { Loaded } from '../../parts/Loaded';
import { PageHead } from '../../parts/PageHead';
import { RiskBadge } from '../../parts/RiskBadge';
import { TagTable } from './TagTable';
import './rules.css';

/** 标签与风险规则: each in one sentence, how many people it touches now. */
export default function Rules() {
  const query = useQuery({ queryKey: ['rules'], queryFn: () => api.get<RuleView[]>('/api/rules') });
  return (
    <div className="page">
      <PageHead
        title="标签与风险规则"
        note="数据入档时立即评估。患者身上每个标签和颜色旁的“?”能看到用了哪条规则、哪些数值。"
      />
      <AudienceTabs here="rules" />
      <div className="stack">
        <TagTable />
        <Loaded query={query}>{(rules) => <Grades rules={rules.filter((rule) => rule.kind === 'grade')} />}</Loaded>
      </div>
    </div>
  );
}

function Grades({ rules }: { rules: RuleView[] }) {
  if (rules.length === 0) return null;
  return (
    <section className="card">
      <div className="head">
        <h2>风险分级</h2>
        <span className="soft small">{rules.length} 条</span>
      </div>
      <table className="rules grades">
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
              <td className="nowrap">{rule.grade && <RiskBadge level={rule.grade} />}</td>
              <td className="strong">{rule.name}</td>
              <td>{rule.sentence}</td>
              <td className="num">{rule.version}</td>
              <td className="num">
                <Link to={`/patients?grade=${rule.grade ?? ''}`}>{num(rule.people)}</Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
