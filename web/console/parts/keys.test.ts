import { describe, expect, it } from 'vitest';
import { afterDone, digitChoice, isTyping, keepOrder, stepInQueue } from './keys';

const queue = ['李桂芳', '王建国', '陈秀英'];

describe('moving through the queue with J and K', () => {
  it('goes one down, one up, and stays at the ends', () => {
    expect(stepInQueue(queue, '李桂芳', 1)).toBe('王建国');
    expect(stepInQueue(queue, '李桂芳', -1)).toBe('李桂芳');
    expect(stepInQueue(queue, '陈秀英', 1)).toBe('陈秀英');
  });
  it('starts at the top when nobody is chosen or the chosen one has gone', () => {
    expect(stepInQueue(queue, null, 1)).toBe('李桂芳');
    expect(stepInQueue(queue, '已完成的人', 1)).toBe('李桂芳');
    expect(stepInQueue([], null, 1)).toBeNull();
  });
});

describe('after saving, the next one opens', () => {
  it('is the one below; after the last, the one above; after the only one, nobody', () => {
    expect(afterDone(queue, '李桂芳')).toBe('王建国');
    expect(afterDone(queue, '陈秀英')).toBe('王建国');
    expect(afterDone(['李桂芳'], '李桂芳')).toBeNull();
  });
});

describe('the list on the left never moves while one works', () => {
  it('keeps the places, drops who is done, and puts newcomers at the end even when they are more urgent', () => {
    const shown = queue.map((id) => ({ id, n: 1 }));
    const fresh = [
      { id: '新预警', n: 2 },
      { id: '陈秀英', n: 2 },
      { id: '李桂芳', n: 2 },
    ];
    expect(keepOrder(shown, fresh, (r) => r.id)).toEqual([
      { id: '李桂芳', n: 2 },
      { id: '陈秀英', n: 2 },
      { id: '新预警', n: 2 },
    ]);
  });
});

describe('digits answer questions', () => {
  it('takes only the digits that name an answer', () => {
    expect(digitChoice('1', 3)).toBe(0);
    expect(digitChoice('4', 3)).toBeNull();
    expect(digitChoice('0', 3)).toBeNull();
    expect(digitChoice('Enter', 3)).toBeNull();
  });
  it('leaves letters alone while one writes a note, but not on a radio button', () => {
    const note = document.createElement('textarea');
    const radio = Object.assign(document.createElement('input'), { type: 'radio' });
    expect(isTyping(note)).toBe(true);
    expect(isTyping(radio)).toBe(false);
    expect(isTyping(null)).toBe(false);
  });
});
