import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FormPage } from './FormPage';

const form = {
  code: 'home_bp',
  version: 1,
  title: '家庭血压',
  thanks: '已经收到，护士会看到。',
  items: [
    { id: 'bp', type: 'bp', text: '今天的血压是多少？', required: true },
    { id: 'pills', type: 'single', text: '药按时吃了吗？', required: true, options: [{ value: 'yes', label: '按时' }, { value: 'no', label: '漏了' }] },
    { id: 'why', type: 'text', text: '为什么漏了？', show_if: { item: 'pills', op: 'eq', value: 'no' } },
  ],
};
const link = { state: 'open', hospital: '安和市第一人民医院', phone: '0571-88881234', nurse: { name: '陈静', role_name: '健康管理师' }, patient: { title: '王先生' }, form, answers: {}, expires_at: null, message: null };

type Reply = { status?: number; body?: unknown } | 'offline';
let replies: Record<string, Reply>;
let sent: { method: string; url: string; body: unknown }[];

beforeEach(() => {
  localStorage.clear();
  sent = [];
  replies = { 'GET /api/h5/links/tok': { body: link }, 'PUT /api/h5/links/tok/answers': { body: { errors: [] } }, 'POST /api/h5/links/tok/submit': { body: { thanks: form.thanks, next: '下周三再量一次。' } } };
  vi.stubGlobal('scrollTo', () => undefined);
  vi.stubGlobal('fetch', async (url: string, init: { method: string; body: string | null }) => {
    sent.push({ method: init.method, url, body: init.body ? JSON.parse(init.body) : null });
    const reply = replies[`${init.method} ${url}`];
    if (reply === 'offline' || !reply) throw new TypeError('no network');
    return new Response(JSON.stringify(reply.body ?? {}), { status: reply.status ?? 200 });
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const tap = (words: string) => fireEvent.click(screen.getByText(words));
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const submits = () => sent.filter((one) => one.url.endsWith('/submit'));

async function fillAll() {
  await screen.findByText('家庭血压');
  fireEvent.click(screen.getByRole('button', { name: /开始填写|接着填/ }));
  type('高压', '152');
  type('低压', '96');
  tap('下一题');
  fireEvent.click(screen.getByLabelText('按时'));
  tap('看一遍再交');
}

describe('a patient fills the form of a message', () => {
  it('填完、核对、提交，看到谢谢和下一步', async () => {
    render(<FormPage token="tok" />);
    await fillAll();
    expect(screen.getByText('152/96 mmHg')).toBeTruthy();
    expect(submits()).toHaveLength(0);
    tap('确认提交');
    expect(await screen.findByText('下周三再量一次。')).toBeTruthy();
    expect(submits()[0]?.body).toEqual({ answers: { bp: { sbp: 152, dbp: 96 }, pills: 'yes' } });
    expect(localStorage.getItem('nq.form.tok')).toBeNull();
  });

  it('高压低压填反了，不往下走，说清楚怎么改', async () => {
    render(<FormPage token="tok" />);
    fireEvent.click(await screen.findByText('开始填写'));
    type('高压', '96');
    type('低压', '152');
    tap('下一题');
    expect(screen.getByRole('alert').textContent).toContain('填反');
    expect(screen.getByText('今天的血压是多少？')).toBeTruthy();
  });

  it('关掉页面再打开，接着上次的地方填', async () => {
    const first = render(<FormPage token="tok" />);
    fireEvent.click(await screen.findByText('开始填写'));
    type('高压', '152');
    type('低压', '96');
    tap('下一题');
    first.unmount();
    render(<FormPage token="tok" />);
    fireEvent.click(await screen.findByText('接着填'));
    expect(screen.getByText('药按时吃了吗？')).toBeTruthy();
    fireEvent.click(screen.getByText('上一题'));
    expect((screen.getByLabelText('高压') as HTMLInputElement).value).toBe('152');
  });

  it('没有网络也能填完，答案存在手机里，一连上就自动提交，只交一次', async () => {
    replies['PUT /api/h5/links/tok/answers'] = 'offline';
    replies['POST /api/h5/links/tok/submit'] = 'offline';
    render(<FormPage token="tok" />);
    await fillAll();
    tap('确认提交');
    expect(await screen.findByText('网络没有连上，还没有交出去')).toBeTruthy();
    expect(JSON.parse(localStorage.getItem('nq.form.tok') ?? '{}')).toMatchObject({ handedIn: true, answers: { pills: 'yes' } });
    replies['POST /api/h5/links/tok/submit'] = { body: { thanks: '已经收到。', next: null } };
    const before = submits().length;
    await act(async () => void dispatchEvent(new Event('online')));
    expect(await screen.findByText('已经收到。')).toBeTruthy();
    expect(submits().length - before).toBe(1);
  });

  it('医院说哪道题不对，就回到那道题', async () => {
    replies['POST /api/h5/links/tok/submit'] = { status: 422, body: { code: 'fields.invalid', message: '请核对', fields: [{ field: 'answers.bp', message: '这个血压超出了血压计能量到的范围，请重新量一次再填。' }] } };
    render(<FormPage token="tok" />);
    await fillAll();
    tap('确认提交');
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('重新量一次'));
    expect(screen.getByText('今天的血压是多少？')).toBeTruthy();
  });

  it('链接过期，告诉他打电话，电话号码就在按钮上', async () => {
    replies['GET /api/h5/links/tok'] = { body: { ...link, state: 'expired', form: null, answers: null } };
    render(<FormPage token="tok" />);
    expect(await screen.findByText('这个链接已经过期')).toBeTruthy();
    expect(screen.getByText(/打电话 0571-88881234/).closest('a')?.getAttribute('href')).toBe('tel:057188881234');
  });
});
