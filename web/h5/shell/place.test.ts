import { describe, expect, it } from 'vitest';
import { pathOf, readPlace } from './place';

const at = (pathname: string, hash = '') => readPlace({ pathname, hash });

describe('links a patient may tap', () => {
  it('短信里的链接和带 # 的链接到同一页', () => {
    expect(at('/h5/f/abc')).toEqual({ page: 'form', token: 'abc' });
    expect(at('/h5/', '#/f/abc')).toEqual({ page: 'form', token: 'abc' });
  });

  it('没有凭证的地址不当作任何人', () => {
    expect(at('/h5/')).toEqual({ page: 'start' });
    expect(at('/h5/f/')).toEqual({ page: 'start' });
    expect(at('/h5/t//why/1')).toEqual({ page: 'today', token: 'why' });
  });

  it('每一页的地址都能认回自己', () => {
    const places = [{ page: 'today', token: 'a/b' }, { page: 'pressure', token: 'x' }, { page: 'measure', token: 'x' }, { page: 'why', token: 'x', message: 'm1' }] as const;
    for (const place of places) expect(at(pathOf(place))).toEqual(place);
  });
});
