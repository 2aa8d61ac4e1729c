import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Masked } from './Masked';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const settle = (ms = 0) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('masked digits', () => {
  it('are shown only with a reason, and cover themselves after one minute', async () => {
    const reveal = vi.fn(async () => '13812341000');
    render(<Masked text="138****1000" what="手机号" reveal={reveal} />);
    fireEvent.click(screen.getByRole('button', { name: '显示手机号' }));
    await settle(500);
    fireEvent.click(screen.getByText('核对身份'));
    const ask = screen.getAllByRole('button', { name: '显示手机号' }).at(-1);
    if (ask) fireEvent.click(ask);
    await settle(10);
    expect(reveal).toHaveBeenCalledWith('核对身份');
    expect(screen.getByText('13812341000')).toBeTruthy();
    await settle(61_000);
    expect(screen.queryByText('13812341000')).toBeNull();
    expect(screen.getByText('138****1000')).toBeTruthy();
  });

  it('offer no eye to a role that may not look', () => {
    render(<Masked text="138****1000" what="手机号" />);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('say when nothing is on file instead of showing stars', () => {
    render(<Masked text={null} what="手机号" reveal={async () => ''} />);
    expect(screen.getByText('未登记')).toBeTruthy();
  });
});
