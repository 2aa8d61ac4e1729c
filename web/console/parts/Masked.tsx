import { EyeOutlined, EyeInvisibleOutlined } from '@ant-design/icons';
import { ApiError } from '@nq/api';
import { Alert, Button, Popover, Radio, Input } from 'antd';
import { useEffect, useState } from 'react';
import './marks.css';

const REASONS = ['电话联系患者', '核对身份', '补全档案'];
/** Shown digits cover themselves again after this long. */
const SHOWN_MS = 60_000;

interface Props {
  text: string | null | undefined;
  what: string;
  /** Fetches the full digits; the reason goes into the audit trail. Absent: no right to see them. */
  reveal?: (reason: string) => Promise<string>;
}

/** Masked digits with a small eye. Looking asks for a reason, is recorded, and lasts one minute. */
export function Masked({ text, what, reveal }: Props) {
  const [shown, setShown] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState(REASONS[0] ?? '');
  const [other, setOther] = useState('');
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    if (!shown) return undefined;
    const timer = setTimeout(() => setShown(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  if (!text) return <span className="soft">未登记</span>;
  const said = reason === '其他' ? other.trim() : reason;
  const look = async () => {
    setFailed(null);
    try {
      setShown((await reveal?.(said)) ?? null);
      setOpen(false);
    } catch (error) {
      setFailed(error instanceof ApiError ? error.message : '没有取到，请重试。');
    }
  };
  const form = (
    <div style={{ width: 240 }} className="stack tight">
      <span className="soft small">查看会记入审计，请选择原因</span>
      <Radio.Group
        value={reason}
        onChange={(event) => setReason(event.target.value as string)}
        style={{ display: 'grid', gap: 6 }}
        options={[...REASONS, '其他'].map((value) => ({ value, label: value }))}
      />
      {reason === '其他' && (
        <Input
          value={other}
          onChange={(event) => setOther(event.target.value)}
          placeholder="写明原因"
          aria-label="原因"
        />
      )}
      {failed && <Alert type="error" title={failed} />}
      <Button type="primary" disabled={!said} onClick={() => void look()}>
        显示{what}
      </Button>
    </div>
  );
  return (
    <span className="masked" onClick={(event) => event.stopPropagation()}>
      {shown ?? text}
      {reveal &&
        (shown ? (
          <button type="button" className="plain eye" aria-label={`隐藏${what}`} onClick={() => setShown(null)}>
            <EyeInvisibleOutlined />
          </button>
        ) : (
          <Popover open={open} onOpenChange={setOpen} trigger="click" content={form} placement="bottomLeft">
            <button type="button" className="plain eye" aria-label={`显示${what}`}>
              <EyeOutlined />
            </button>
          </Popover>
        ))}
    </span>
  );
}
