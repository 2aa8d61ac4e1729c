import { CloudSyncOutlined, LockOutlined } from '@ant-design/icons';
import { ApiError } from '@nq/api';
import { Button } from 'antd';
import './marks.css';

/** What went wrong in the server's own sentence, and a way to try again. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const known = error instanceof ApiError ? error : null;
  const forbidden = known?.status === 403;
  const Icon = forbidden ? LockOutlined : CloudSyncOutlined;
  return (
    <div className="state" role="alert">
      <Icon style={{ fontSize: 32 }} />
      <p>
        {known?.status === 404 ? '没有找到，或不在您的数据范围内。' : (known?.message ?? '页面出现问题，请重试。')}
        {known?.requestId && (
          <>
            <br />
            <span className="small">请求编号 {known.requestId}</span>
          </>
        )}
      </p>
      {retry && !forbidden && <Button onClick={retry}>重试</Button>}
    </div>
  );
}
