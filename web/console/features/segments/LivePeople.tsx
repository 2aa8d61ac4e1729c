import { Segmented } from 'antd';
import { useState } from 'react';
import { PeopleShown } from '../../parts/PeopleShown';
import type { Look } from '../../parts/rule/useLook';

/** Five who are in with why, or five who miss by one condition with what keeps them out. */
export function LivePeople({ found }: { found: Look }) {
  const [out, setOut] = useState(false);
  const { look } = found;
  return (
    <section className="card seg-live" aria-label="其中几位">
      <div className="body stack tight">
        <Segmented
          block
          size="small"
          value={out ? 'out' : 'in'}
          options={[
            { value: 'in', label: '在其中' },
            { value: 'out', label: '差一点' },
          ]}
          onChange={(value) => setOut(value === 'out')}
        />
        {look && look.size !== null && (
          <div style={{ opacity: found.waiting ? 0.55 : 1 }}>
            <PeopleShown
              people={out ? look.nearby : look.sample}
              empty={out ? '没有只差一个条件的人，或不在您的查看范围。' : '没有人符合，或不在您的查看范围。'}
            />
          </div>
        )}
      </div>
    </section>
  );
}
