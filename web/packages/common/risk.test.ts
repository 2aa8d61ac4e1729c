import { describe, expect, it } from 'vitest';
import { riskLook, riskRank } from './risk';
import { color } from './theme';
import { cssName } from './cssVars';

function luminance(hex: string): number {
  const part = (at: number) => {
    const v = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}
const contrast = (a: string, b: string) => {
  const [x, y] = [luminance(a), luminance(b)].sort((m, n) => n - m) as [number, number];
  return (x + 0.05) / (y + 0.05);
};

describe('risk', () => {
  it('is told by shape and word even to one who sees no colour', () => {
    const looks = ['red', 'yellow', 'green', null].map(riskLook);
    expect(new Set(looks.map((l) => l.shape)).size).toBe(4);
    expect(looks.map((l) => l.word)).toEqual(['高危', '中危', '低危', '未评估']);
  });
  it('never shows an unknown level as low', () => {
    expect(riskLook('purple').word).toBe('未评估');
    expect(riskLook('constructor').word).toBe('未评估');
    expect(riskRank('purple')).toBe(0);
  });
});

describe('every text colour can be read on its ground', () => {
  const pairs: [string, string][] = [
    [color.text, color.canvas],
    [color.text2, color.canvas],
    [color.text2, color.card],
    [color.primary, color.card],
    ['#FFFFFF', color.primary],
    [color.warm, color.card],
    [color.red, color.redSoft],
    [color.yellow, color.yellowSoft],
    [color.green, color.greenSoft],
    [color.warmDark, color.warmSoft],
    [color.primaryDark, color.primarySoft],
  ];
  it.each(pairs)('%s on %s is at least 4.5:1', (ink, ground) => {
    expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
  });
  it('stylesheets name the colours as the theme does', () => {
    expect(cssName('primaryDark')).toBe('--c-primary-dark');
    expect(cssName('text2')).toBe('--c-text-2');
  });
});
