import { api } from '@nq/api';
import type { SearchHit, Segment, WhyMember } from '@nq/api';
import { date, shortTime } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Alert, Drawer, Select } from 'antd';
import { useEffect, useState } from 'react';
import { Loaded } from '../../parts/Loaded';
import { sexWord } from '../../parts/words';

/** Why somebody is in a segment, or what keeps him out: condition by condition with the value it was judged on. */
export function WhyPerson({ segment, open, close }: { segment: Segment; open: boolean; close: () => void }) {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const [person, setPerson] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), 200);
    return () => clearTimeout(timer);
  }, [text]);
  const hits = useQuery({
    queryKey: ['search', asked],
    queryFn: () => api.get<{ items: SearchHit[] }>('/api/search', { q: asked }),
    enabled: open && asked.length > 0,
  });
  const why = useQuery({
    queryKey: ['segments', 'why', segment.id, person],
    queryFn: () => api.get<WhyMember>(`/api/segments/${segment.id}/why/${person}`),
    enabled: person !== null,
  });
  return (
    <Drawer open={open} onClose={close} size={480} title={`“${segment.name}”：为什么在或不在`} destroyOnHidden>
      <Select
        showSearch={{ filterOption: false, onSearch: setText }}
        placeholder="姓名、拼音、尾号"
        style={{ width: '100%' }}
        value={person}
        onChange={setPerson}
        autoFocus
        options={(hits.data?.items ?? []).map((hit) => ({
          value: hit.id,
          label: `${hit.name} ${sexWord(hit.sex)} ${hit.age ?? '—'} 岁 ${hit.phone_masked ?? ''}`,
        }))}
        notFoundContent={asked ? '没有找到' : '输入后查找'}
      />
      {person && (
        <div style={{ marginTop: 16 }}>
          <Loaded query={why}>
            {(answer) => (
              <div className="stack">
                <Alert
                  type={answer.holds ? 'success' : 'info'}
                  showIcon
                  title={
                    answer.holds ? `在这个人群里${answer.since ? `，自 ${date(answer.since)}` : ''}` : '不在这个人群里'
                  }
                />
                <ul className="sample">
                  {answer.reasons.map((reason, at) => (
                    <li key={at} className="row top">
                      <b className={answer.holds || reason.holds ? 'good' : 'bad'}>{reason.holds ? '✓' : '✕'}</b>
                      <span className="grow">
                        {reason.sentence}
                        {reason.value && <span className="strong"> {reason.value}</span>}
                        <span className="soft small" style={{ display: 'block' }}>
                          {[reason.source, reason.at && shortTime(reason.at)].filter(Boolean).join(' · ')}
                        </span>
                      </span>
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </Loaded>
        </div>
      )}
    </Drawer>
  );
}
