import { api } from '@nq/api';
import type { Contract, Patient } from '@nq/api';
import { date, isoDay } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Input, Radio } from 'antd';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { FormDrawer } from '../../parts/FormDrawer';
import { Loaded } from '../../parts/Loaded';
import { patientKey } from '../../parts/patientData';
import { useNow } from '../../session';

interface Typed {
  kind: Contract['kind'];
  team: string;
  term: [Dayjs, Dayjs];
}

const STATE: Record<string, string> = { active: '有效', not_begun: '未开始', over: '已结束' };

function standing(one: Contract): string {
  if (one.state === 'active' && one.days_left !== null && one.days_left <= 60) {
    return one.days_left === 0 ? '今天到期' : `还有 ${one.days_left} 天到期`;
  }
  return STATE[one.state] ?? one.state;
}

/** Who signed with which family-doctor team, and until when. */
export function Contracts({ patient }: { patient: Patient }) {
  const { id } = patient;
  const [open, setOpen] = useState(false);
  const client = useQueryClient();
  const { modal } = App.useApp();
  const now = useNow();
  const query = useQuery({
    queryKey: [...patientKey(id), 'contracts'],
    queryFn: () => api.get<Contract[]>(`/api/patients/${id}/contracts`),
  });
  const fresh = () => void client.invalidateQueries({ queryKey: patientKey(id) });
  const may = patient.can.write === true;
  const last = query.data?.[0];
  const begin = last && last.state !== 'over' ? dayjs(last.until).add(1, 'day') : dayjs(now);
  const end = (one: Contract) => {
    let reason = '';
    void modal.confirm({
      title: `与“${one.team}”解约`,
      content: <Input placeholder="解约原因（必填）" onChange={(event) => (reason = event.target.value)} aria-label="原因" />,
      okText: '解约',
      cancelText: '取消',
      onOk: () =>
        api.post(`/api/patients/${id}/contracts/end`, { contract_id: one.id, reason: reason.trim() }).then(fresh),
    });
  };
  return (
    <section className="card">
      <div className="head">
        <h2>家庭医生签约</h2>
        <span className="grow" />
        {may && (
          <Button size="small" onClick={() => setOpen(true)}>
            {last && last.state !== 'over' ? '续约' : '签约'}
          </Button>
        )}
      </div>
      <div className="body">
        <Loaded query={query}>
          {(rows) =>
            rows.length === 0 ? (
              <p className="soft">没有签约记录。</p>
            ) : (
              <ul className="stack tight">
                {rows.map((one) => (
                  <li key={one.id} className="row between">
                    <span className="grow">
                      {one.team}
                      <span className="unit">
                        {[one.kind_name, `${date(one.from)} 至 ${date(one.until)}`, one.ended_why]
                          .filter(Boolean)
                          .join(' · ')}
                      </span>
                    </span>
                    <b className={one.days_left !== null && one.days_left <= 60 && one.state === 'active' ? 'warm' : ''}>
                      {standing(one)}
                    </b>
                    {one.can.end && (
                      <Button size="small" type="link" onClick={() => end(one)}>
                        解约
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
      <FormDrawer<Typed>
        open={open}
        title="家庭医生签约"
        verb="签约"
        initial={{ kind: 'basic', team: last?.team ?? '', term: [begin, begin.add(1, 'year').subtract(1, 'day')] }}
        close={() => setOpen(false)}
        submit={async ({ kind, team, term }) => {
          const [from, until] = term.map((day) => isoDay(day.toISOString()));
          await api.post(`/api/patients/${id}/contracts`, { kind, team, from, until });
          fresh();
          return '已签约';
        }}
      >
        <Form.Item name="kind" label="服务包">
          <Radio.Group
            options={[
              { value: 'basic', label: '基本服务包' },
              { value: 'personal', label: '个性化服务包' },
            ]}
          />
        </Form.Item>
        <Form.Item name="team" label="家庭医生团队" rules={[{ required: true, message: '请填写团队名称' }]}>
          <Input placeholder="例如：城东社区第一团队" maxLength={60} />
        </Form.Item>
        <Form.Item name="term" label="起止日期" rules={[{ required: true, message: '请选择起止日期' }]}>
          <DatePicker.RangePicker format="YYYY-MM-DD" style={{ width: '100%' }} />
        </Form.Item>
      </FormDrawer>
    </section>
  );
}
