import { api, ApiError } from '@nq/api';
import type { SignedIn } from '@nq/api';
import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useAdoptSession } from '../../session';

interface Typed {
  code: string;
  hospital: string;
  login: string;
  name: string;
  password: string;
}

/** First start: the one-time code stands in the server's log, so that only who runs the machine can take it over. */
export function Setup() {
  const adopt = useAdoptSession();
  const [form] = Form.useForm<Typed>();
  const [busy, setBusy] = useState(false);
  const { message } = App.useApp();
  const send = async (typed: Typed) => {
    setBusy(true);
    try {
      adopt((await api.post<SignedIn>('/api/setup', typed)).session);
    } catch (error) {
      if (error instanceof ApiError) {
        form.setFields(
          Object.entries(error.fields).map(([name, text]) => ({ name: name as keyof Typed, errors: [text] })),
        );
        void message.error(error.message);
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <h2>首次设置</h2>
      <p className="soft">一次性设置码写在服务器启动日志里。设置完成后失效。</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(typed) => void send(typed)}
        style={{ marginTop: 16 }}
      >
        <Form.Item name="code" label="一次性设置码" rules={[{ required: true, message: '请填写设置码' }]}>
          <Input autoFocus autoComplete="one-time-code" />
        </Form.Item>
        <Form.Item name="hospital" label="医院名称" rules={[{ required: true, message: '请填写医院名称' }]}>
          <Input placeholder="患者在短信和页面上看到的名称" />
        </Form.Item>
        <Form.Item name="name" label="管理员姓名" rules={[{ required: true, message: '请填写姓名' }]}>
          <Input autoComplete="name" />
        </Form.Item>
        <Form.Item name="login" label="管理员用户名" rules={[{ required: true, message: '请填写用户名' }]}>
          <Input autoComplete="username" />
        </Form.Item>
        <Form.Item
          name="password"
          label="密码"
          extra="不少于 12 位"
          rules={[{ required: true, min: 12, message: '密码不少于 12 位' }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={busy}>
          完成设置并登录
        </Button>
      </Form>
    </>
  );
}
