import { api } from '@nq/api';
import type { AudienceLook, Segment } from '@nq/api';
import { num } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { Loaded } from '../../parts/Loaded';
import { useVocabulary } from '../../parts/rule/useVocabulary';

/** 导出: for a purpose; says before who will not be in the sheet and why. The server writes who took it. */
export function ExportSegment({ segment }: { segment: Segment }) {
  const [open, setOpen] = useState(false);
  const [purpose, setPurpose] = useState('followup');
  const words = useVocabulary();
  const query = useQuery({
    queryKey: ['audience', 'export', segment.id, segment.version, purpose],
    queryFn: () =>
      api.post<AudienceLook>('/api/audience/look', { rule: segment.rule, purpose, compare: [], parts: false }),
    enabled: open,
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>导出</Button>
      <Modal
        open={open}
        title={`导出“${segment.name}”`}
        onCancel={() => setOpen(false)}
        cancelText="取消"
        okText="导出表格"
        okButtonProps={{
          href: `/api/segments/${segment.id}/export?purpose=${encodeURIComponent(purpose)}`,
          disabled: !query.data?.size,
        }}
        onOk={() => setOpen(false)}
      >
        <div className="stack">
          <label>
            用途
            <Select
              value={purpose}
              options={words.list('purposes')}
              onChange={setPurpose}
              style={{ width: '100%', marginTop: 4 }}
              aria-label="用途"
            />
          </label>
          <Loaded query={query}>
            {(look) => (
              <div aria-live="polite">
                <p>
                  同意此用途且符合条件的有 <b>{num(look.size)}</b> 人；表格里只有您能查看的人。
                </p>
                {look.left_out.length > 0 && (
                  <ul className="soft small">
                    {look.left_out.map((out) => (
                      <li key={out.code}>
                        不在表中 {num(out.count)} 人：{out.why}
                      </li>
                    ))}
                  </ul>
                )}
                <p className="soft small" style={{ marginTop: 8 }}>
                  第一行写明未导出的人数和原因；导出会记入审计。
                </p>
              </div>
            )}
          </Loaded>
        </div>
      </Modal>
    </>
  );
}
