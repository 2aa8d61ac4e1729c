import { api } from '@nq/api';
import type { DemoLogin, SignedIn } from '@nq/api';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useAdoptSession } from '../../session';
import { Setup } from './Setup';
import './login.css';

interface Typed {
  login: string;
  password: string;
}

/** Signing in; on an empty system the first-time setup; in the demonstration one button per role. */
export default function Login() {
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => api.get<{ needed: boolean }>('/api/setup') });
  const demo = useQuery({
    queryKey: ['demo-logins'],
    queryFn: () => api.get<DemoLogin[]>('/api/demo/logins').catch(() => [] as DemoLogin[]),
  });
  const roles = demo.data ?? [];
  if (setup.isPending || demo.isPending) return null;
  return (
    <div className="login">
      <section className="login-brand">
        <img src="/favicon.svg" alt="" width={48} height={48} />
        <h1>暖桥</h1>
        <p>
          该随访的人，一个都不落下；
          <br />
          该说的话，在对的时候说。
        </p>
      </section>
      <section className="login-panel">
        {setup.data?.needed ? <Setup /> : roles.length > 0 ? <Roles roles={roles} /> : <SignIn />}
      </section>
    </div>
  );
}

function useEnter() {
  const adopt = useAdoptSession();
  const { message } = App.useApp();
  const [busy, setBusy] = useState<string | null>(null);
  const enter = async (typed: Typed) => {
    setBusy(typed.login);
    try {
      adopt((await api.post<SignedIn>('/api/session', typed)).session);
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '登录失败，请重试。');
    } finally {
      setBusy(null);
    }
  };
  return { enter, busy };
}

function SignIn() {
  const { enter, busy } = useEnter();
  return (
    <>
      <h2>登录</h2>
      <Form layout="vertical" requiredMark={false} onFinish={(typed: Typed) => void enter(typed)}>
        <Form.Item name="login" label="工号或用户名" rules={[{ required: true, message: '请填写用户名' }]}>
          <Input autoFocus autoComplete="username" size="large" />
        </Form.Item>
        <Form.Item name="password" label="密码" rules={[{ required: true, message: '请填写密码' }]}>
          <Input.Password autoComplete="current-password" size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={busy !== null}>
          登录
        </Button>
      </Form>
      <p className="soft small login-foot">忘记密码请联系系统管理员重置。</p>
    </>
  );
}

function Roles({ roles }: { roles: DemoLogin[] }) {
  const { enter, busy } = useEnter();
  const [own, setOwn] = useState(false);
  if (own)
    return (
      <>
        <SignIn />
        <a onClick={() => setOwn(false)}>返回角色列表</a>
      </>
    );
  return (
    <>
      <h2>选一个角色进入演示</h2>
      <p className="soft">数据都是合成的，可以放心操作。</p>
      <div className="login-roles">
        {roles.map((role) => (
          <button
            type="button"
            className="plain"
            key={role.login}
            disabled={busy !== null}
            aria-busy={busy === role.login}
            onClick={() => void enter({ login: role.login, password: role.password })}
          >
            <b>{role.role_name}</b>
            <span>{role.name}</span>
            <small>{role.what}</small>
          </button>
        ))}
      </div>
      <a onClick={() => setOwn(true)}>用用户名和密码登录</a>
    </>
  );
}
