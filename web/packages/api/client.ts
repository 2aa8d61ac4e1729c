// One way to speak to the server: JSON both ways, the session in a cookie, every failure an ApiError with a sentence in it.
export interface Page<T> {
  items: T[];
  total: number;
  page: number;
  size: number;
}

export type Query = Record<string, string | number | boolean | null | undefined | (string | number)[]>;

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Record<string, string> = {},
    readonly requestId: string | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

type Listener = () => void;
let onSignedOut: Listener = () => {};

/** Called when the server says that nobody is signed in any more. */
export function whenSignedOut(listener: Listener): void {
  onSignedOut = listener;
}

export function queryText(query: Query = {}): string {
  const text = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue;
    for (const one of Array.isArray(value) ? value : [value]) text.append(key, String(one));
  }
  const joined = text.toString();
  return joined ? `?${joined}` : '';
}

function fieldsOf(raw: unknown): Record<string, string> {
  if (Array.isArray(raw)) {
    return Object.fromEntries(
      raw.map((f: { field?: string; name?: string; message?: string }) => [f.field ?? f.name ?? '', f.message ?? '']),
    );
  }
  return raw && typeof raw === 'object' ? (raw as Record<string, string>) : {};
}

async function failure(answer: Response): Promise<ApiError> {
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  const message = typeof body.message === 'string' && body.message ? body.message : '服务暂时没有响应，请稍后重试。';
  const requestId = typeof body.request_id === 'string' ? body.request_id : null;
  return new ApiError(answer.status, String(body.code ?? 'fault'), message, fieldsOf(body.fields), requestId);
}

async function send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const isForm = body instanceof FormData;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined && !isForm) headers['content-type'] = 'application/json';
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'offline', '网络连接中断，内容未提交。请检查网络后重试。');
  }
  if (!answer.ok) {
    const error = await failure(answer);
    if (answer.status === 401) onSignedOut();
    throw error;
  }
  if (answer.status === 204) return undefined as T;
  const text = await answer.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) =>
    send<T>('GET', path + queryText(query), undefined, signal),
  post: <T = void>(path: string, body: unknown = {}) => send<T>('POST', path, body),
  put: <T = void>(path: string, body: unknown = {}) => send<T>('PUT', path, body),
  patch: <T = void>(path: string, body: unknown = {}) => send<T>('PATCH', path, body),
  del: <T = void>(path: string) => send<T>('DELETE', path),
};
