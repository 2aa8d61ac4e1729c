import { Link } from 'react-router';
import { mayOpen, useSession } from '../session';
import './marks.css';

const TABS = [
  { key: 'segments', menu: 'segments', label: '人群', path: '/segments' },
  { key: 'rules', menu: 'rules', label: '标签与风险规则', path: '/rules' },
  { key: 'rfm', menu: 'segments', label: 'RFM 分层', path: '/segments/rfm' },
];

/** The pages about who is meant, beside each other. */
export function AudienceTabs({ here }: { here: string }) {
  const session = useSession();
  return (
    <nav className="page-tabs" aria-label="人群相关页面">
      {TABS.filter((tab) => mayOpen(session, tab.menu)).map((tab) => (
        <Link key={tab.key} to={tab.path} aria-current={tab.key === here ? 'page' : undefined}>
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
