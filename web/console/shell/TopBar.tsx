import { DownOutlined, SearchOutlined } from '@ant-design/icons';
import { api } from '@nq/api';
import { Dropdown } from 'antd';
import { dateTime } from '@nq/common';
import { isMac } from '../parts/keys';
import { mayOpen, useAdoptSession, useNow, useSession } from '../session';
import { useLocation } from 'react-router';
import { DemoClock } from './DemoClock';
import { hasTour, TourPill } from './Tour';

export function TopBar({ onSearch }: { onSearch: () => void }) {
  const session = useSession();
  const adopt = useAdoptSession();
  const now = useNow();
  const { pathname } = useLocation();
  const { user } = session;
  const leave = async () => {
    await api.del('/api/session').catch(() => undefined);
    adopt(null);
  };
  return (
    <header className="topbar no-print">
      {mayOpen(session, 'patients') && (
        <button type="button" className="plain top-search" onClick={onSearch}>
          <SearchOutlined />
          <span className="grow">找患者：姓名、拼音首字母、尾号、卡号</span>
          <kbd className="kbd">{isMac ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
      )}
      <span className="grow" />
      {hasTour(session) && pathname !== '/' && <TourPill />}
      {session.demo ? <DemoClock /> : <span className="soft nowrap top-now">{dateTime(now, now)}</span>}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            {
              key: 'who',
              disabled: true,
              label: [user.site_name, user.department_name].filter(Boolean).join(' · ') || session.hospital,
            },
            { type: 'divider' },
            { key: 'out', label: '退出登录', onClick: () => void leave() },
          ],
        }}
      >
        <button type="button" className="plain top-user">
          <span className="face" aria-hidden="true">
            {user.name.slice(-2)}
          </span>
          <span className="top-who">
            <b>{user.name}</b>
            <small>{user.role_name}</small>
          </span>
          <DownOutlined style={{ fontSize: 10 }} />
        </button>
      </Dropdown>
    </header>
  );
}
