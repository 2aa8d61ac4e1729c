import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import { Link, useLocation } from 'react-router';
import { useSession } from '../session';
import { activeKey, groups, iconOf } from './menu';

export function Nav({ folded, onFold }: { folded: boolean; onFold: () => void }) {
  const { menu, hospital } = useSession();
  const { pathname, search } = useLocation();
  const active = activeKey(menu, pathname, search);
  return (
    <nav className="nav no-print" aria-label="主菜单">
      <Link to="/" className="nav-brand">
        <img src="/favicon.svg" alt="" width={28} height={28} />
        <span className="nav-word">
          <b>暖桥</b>
          <small title={hospital}>{hospital}</small>
        </span>
      </Link>
      <div className="nav-scroll">
        {groups(menu).map((group, at) => (
          <div className="nav-group" key={group.label ?? at}>
            {group.label && <div className="nav-label">{group.label}</div>}
            {group.items.map((item) => (
              <Tooltip key={item.key} title={folded ? item.label : ''} placement="right">
                <Link
                  to={item.path ?? '/'}
                  className={`nav-item${active === item.key ? ' on' : ''}`}
                  aria-current={active === item.key ? 'page' : undefined}
                >
                  {iconOf(item.key)}
                  <span className="nav-word">{item.label}</span>
                </Link>
              </Tooltip>
            ))}
          </div>
        ))}
      </div>
      <button
        type="button"
        className="plain nav-item nav-fold"
        onClick={onFold}
        aria-label={folded ? '展开菜单' : '收起菜单'}
      >
        {folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
        <span className="nav-word">收起</span>
      </button>
    </nav>
  );
}
