import { describe, expect, it } from 'vitest';
import { fromIdNumber } from './idNumber';

// 11010519491231002X is the worked example printed in GB 11643-1999; no person.
describe('the resident number', () => {
  it('tells birth date and sex', () => {
    expect(fromIdNumber('11010519491231002X')).toEqual({ birth: '1949-12-31', sex: 'female' });
    expect(fromIdNumber('11010519491231002x')?.birth).toBe('1949-12-31');
  });
  it('catches a wrong digit, a swapped pair and an impossible day', () => {
    expect(fromIdNumber('11010519491231003X')).toBeNull();
    expect(fromIdNumber('11010519491213002X')).toBeNull();
    expect(fromIdNumber('110105194902310020')).toBeNull();
    expect(fromIdNumber('')).toBeNull();
  });
});
