import { api } from '@nq/api';
import type { Colleague, NewCard, OpenedCard, SearchHit } from '@nq/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, DatePicker, Form, Input, Radio, Select } from 'antd';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { FormDrawer } from '../../parts/FormDrawer';
import { useOpenPatient } from '../../parts/PatientName';
import { sexWord } from '../../parts/words';
import { useSession } from '../../session';
import { fromIdNumber } from './idNumber';

interface Typed {
  name: string;
  id_number?: string;
  sex: string;
  birth_date?: Dayjs;
  phone: string;
  address?: string;
  card_no?: string;
  doctor_id?: string;
  manager_id: string;
}

/** 开卡: names who is already there while one types, so that nobody is opened twice. */
export function OpenCard({ open, close }: { open: boolean; close: () => void }) {
  const client = useQueryClient();
  const show = useOpenPatient();
  const session = useSession();
  const [asked, setAsked] = useState('');
  const [existing, setExisting] = useState<SearchHit | null>(null);
  const number = useQuery({
    queryKey: ['next-card'],
    queryFn: () => api.get<{ card_no: string }>('/api/cards/next-number'),
    enabled: open,
    staleTime: 0,
  });
  const similar = useQuery({
    queryKey: ['search', asked],
    queryFn: () => api.get<{ items: SearchHit[] }>('/api/search', { q: asked }),
    enabled: open && asked.length > 1,
  });
  const leave = () => {
    setAsked('');
    setExisting(null);
    close();
  };
  const submit = async (typed: Typed) => {
    const person = {
      name: typed.name,
      sex: typed.sex,
      birth_date: typed.birth_date?.format('YYYY-MM-DD') ?? null,
      id_number: typed.id_number || null,
      phone: typed.phone,
      address: typed.address || null,
    };
    const body: NewCard = {
      ...(existing ? { patient_id: existing.id } : { patient: person }),
      card_no: typed.card_no || null,
      doctor_id: typed.doctor_id ?? null,
      manager_id: typed.manager_id,
    };
    const opened = await api.post<OpenedCard>('/api/cards', body);
    void client.invalidateQueries({ queryKey: ['patients'] });
    void client.invalidateQueries({ queryKey: ['tasks'] });
    show(opened.patient_id);
    return opened.matches.length > 0
      ? `已开卡 ${opened.card_no}；有 ${opened.matches.length} 份相似档案，已放入重复档案队列`
      : `已开卡 ${opened.card_no}`;
  };
  const hits = existing ? [] : (similar.data?.items ?? []).slice(0, 3);
  const nextNo = number.data?.card_no ?? '';
  return (
    <FormDrawer<Typed>
      open={open}
      title="开卡"
      verb="开卡"
      close={leave}
      submit={submit}
      note="开卡后系统会提醒分配责任医生和完善档案"
      initial={{ sex: 'female', ...(session.user.role === 'health_manager' ? { manager_id: session.user.id } : {}) }}
    >
      {(form) => (
        <>
          {existing ? (
            <Alert
              type="info"
              showIcon
              style={{ marginBottom: 16 }}
              title={`为已有档案开卡：${existing.name} ${sexWord(existing.sex)} ${existing.age ?? '—'} 岁 ${existing.phone_masked ?? ''}`}
              action={<a onClick={() => setExisting(null)}>改为新建</a>}
            />
          ) : (
            <>
              <Form.Item name="name" label="姓名" rules={[{ required: true, message: '请填写姓名' }]}>
                <Input autoFocus onBlur={(event) => setAsked(event.target.value.trim())} />
              </Form.Item>
              {hits.length > 0 && (
                <Alert
                  type="warning"
                  style={{ marginBottom: 16 }}
                  title="可能已有档案"
                  description={hits.map((hit) => (
                    <div className="row between" key={hit.id}>
                      <span>
                        {hit.name} {sexWord(hit.sex)} {hit.age ?? '—'} 岁 {hit.phone_masked}
                      </span>
                      <a
                        onClick={() => {
                          setExisting(hit);
                          form.setFieldsValue({ name: hit.name, phone: '—' } as never);
                        }}
                      >
                        用这份档案
                      </a>
                    </div>
                  ))}
                />
              )}
              <Form.Item
                name="id_number"
                label="身份证号"
                extra="填写后自动得出性别和出生日期"
                rules={[
                  {
                    validator: async (_, value?: string) => {
                      if (value && !fromIdNumber(value)) throw new Error('身份证号校验不通过，请核对');
                    },
                  },
                ]}
              >
                <Input
                  maxLength={18}
                  onChange={(event) => {
                    const known = fromIdNumber(event.target.value);
                    if (known) form.setFieldsValue({ sex: known.sex, birth_date: dayjs(known.birth) } as never);
                  }}
                />
              </Form.Item>
              <Form.Item name="sex" label="性别">
                <Radio.Group
                  options={[
                    { value: 'female', label: '女' },
                    { value: 'male', label: '男' },
                    { value: 'unknown', label: '不详' },
                  ]}
                />
              </Form.Item>
              <Form.Item name="birth_date" label="出生日期">
                <DatePicker maxDate={dayjs()} style={{ width: '100%' }} />
              </Form.Item>
              <Form.Item
                name="phone"
                label="手机号"
                rules={[{ required: true, pattern: /^1\d{10}$/, message: '请填写 11 位手机号' }]}
              >
                <Input
                  inputMode="tel"
                  maxLength={11}
                  onBlur={(event) => {
                    if (/^1\d{10}$/.test(event.target.value)) setAsked(event.target.value);
                  }}
                />
              </Form.Item>
              <Form.Item name="address" label="住址">
                <Input />
              </Form.Item>
            </>
          )}
          <Form.Item name="card_no" label="卡号" extra={nextNo ? `留空则用下一个号 ${nextNo}` : '留空则自动编号'}>
            <Input placeholder={nextNo} />
          </Form.Item>
          <Form.Item name="manager_id" label="健康管理师" rules={[{ required: true, message: '请选健康管理师' }]}>
            <Colleagues role="health_manager" />
          </Form.Item>
          <Form.Item name="doctor_id" label="责任医生" extra="可留空，由医生认领">
            <Colleagues role="doctor" />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}

function Colleagues({ role, ...rest }: { role: string; value?: string; onChange?: (id: string) => void }) {
  const query = useQuery({
    queryKey: ['colleagues', role],
    queryFn: () => api.get<Colleague[]>('/api/colleagues', { role }),
  });
  return (
    <Select
      {...rest}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      loading={query.isPending}
      options={(query.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
    />
  );
}
