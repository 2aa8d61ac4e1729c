import { ApiError } from '@nq/api';
import { App, Button, Drawer, Form } from 'antd';
import type { FormInstance } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';

interface Props<V> {
  open: boolean;
  title: string;
  /** The verb on the button: 开卡, 保存, 发布 … */
  verb: string;
  initial?: Partial<V>;
  width?: number;
  close: () => void;
  /** Sends the form; the sentence it answers is shown afterwards. */
  submit: (values: V) => Promise<string | void>;
  children: ReactNode | ((form: FormInstance<V>) => ReactNode);
  note?: ReactNode;
}

/** One form from the right. The server's refusals land at their fields; nothing typed is lost on failure. */
export function FormDrawer<V extends object>(props: Props<V>) {
  const [form] = Form.useForm<V>();
  const [busy, setBusy] = useState(false);
  const { message } = App.useApp();

  const send = async (values: V) => {
    setBusy(true);
    try {
      const said = await props.submit(values);
      if (said) void message.success(said);
      props.close();
    } catch (error) {
      if (error instanceof ApiError && Object.keys(error.fields).length > 0) {
        form.setFields(
          Object.entries(error.fields).map(([name, text]) => ({ name: name.split('.') as never, errors: [text] })),
        );
      }
      void message.error(error instanceof ApiError ? error.message : '保存失败，请重试。', 6);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Drawer
      open={props.open}
      onClose={props.close}
      title={props.title}
      size={props.width ?? 560}
      destroyOnHidden
      footer={
        <div className="row between">
          <span className="soft small">{props.note}</span>
          <span className="row">
            <Button onClick={props.close}>取消</Button>
            <Button type="primary" loading={busy} onClick={() => form.submit()}>
              {props.verb}
            </Button>
          </span>
        </div>
      }
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={props.initial as never}
        onFinish={(values) => void send(values)}
        scrollToFirstError
      >
        {typeof props.children === 'function' ? props.children(form) : props.children}
      </Form>
    </Drawer>
  );
}
