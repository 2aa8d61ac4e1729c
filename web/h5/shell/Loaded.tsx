// Asking the server once for a page: nothing for 150 ms, then the shape of what comes; trouble in plain words.
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { ApiError } from '@nq/api';
import { Frame } from './Frame';
import { Notice } from './Notice';
import { rememberedHouse } from './remember';

type State<T> = { is: 'waiting' } | { is: 'here'; value: T } | { is: 'failed'; error: ApiError };

export function useAsked<T>(ask: () => Promise<T>, keys: unknown[]): [State<T>, () => void] {
  const [state, setState] = useState<State<T>>({ is: 'waiting' });
  const [turn, setTurn] = useState(0);
  // The question is the same as long as its keys are.
  const question = useCallback(ask, keys);
  useEffect(() => {
    let left = false;
    setState((before) => (before.is === 'here' ? before : { is: 'waiting' }));
    question().then(
      (value) => left || setState({ is: 'here', value }),
      (error: unknown) => left || setState({ is: 'failed', error: asApiError(error) }),
    );
    return () => {
      left = true;
    };
  }, [question, turn]);
  return [state, () => setTurn((before) => before + 1)];
}

const asApiError = (error: unknown) => (error instanceof ApiError ? error : new ApiError(500, 'fault', '页面没有打开，请稍后再试。'));

export function Loaded<T>({ state, again, children }: { state: State<T>; again: () => void; children: (value: T) => ReactNode }) {
  if (state.is === 'here') return children(state.value);
  if (state.is === 'failed') return <Trouble error={state.error} again={again} />;
  return (
    <Frame house={rememberedHouse()}>
      <div className="waiting" aria-label="正在打开">
        <i />
        <i />
        <i />
      </div>
    </Frame>
  );
}

function Trouble({ error, again }: { error: ApiError; again: () => void }) {
  const house = rememberedHouse();
  if (error.status === 404) {
    return (
      <Notice house={house} title="没有找到这个链接">
        <p>链接可能没有复制完整。请回到短信或微信里，直接点原来的链接。</p>
      </Notice>
    );
  }
  if (error.code === 'link.expired') {
    return (
      <Notice house={house} title="这个链接已经过期">
        <p>{error.message}</p>
      </Notice>
    );
  }
  const offline = error.status === 0;
  return (
    <Notice house={house} title={offline ? '网络没有连上' : '暂时打不开'} action={{ label: '再试一次', onTap: again }}>
      <p>{offline ? '请看看手机有没有信号或无线网络，然后再试一次。' : error.message}</p>
    </Notice>
  );
}
