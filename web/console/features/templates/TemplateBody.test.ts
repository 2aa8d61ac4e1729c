import { describe, expect, it } from 'vitest';
import { blockWords, pieces } from './TemplateBody';

const labels = new Map([
  ['team.nurse', '护士姓名'],
  ['patient.title', '称呼'],
]);

describe('a template is read by people who have never seen a brace', () => {
  it('splits variables and conditions from the words', () => {
    expect(pieces('{{ patient.title }}，您好。{% if team.nurse %}护士{{ team.nurse }}{% endif %}')).toEqual([
      { kind: 'variable', text: 'patient.title' },
      { kind: 'text', text: '，您好。' },
      { kind: 'block', text: 'if team.nurse' },
      { kind: 'text', text: '护士' },
      { kind: 'variable', text: 'team.nurse' },
      { kind: 'block', text: 'endif' },
    ]);
  });
  it('says conditions in Chinese, and shows what it does not know as it is', () => {
    expect(blockWords('if team.nurse', labels)).toBe('如有护士姓名：');
    expect(blockWords('else', labels)).toBe('否则：');
    expect(blockWords('for x in y', labels)).toBe('for x in y');
  });
});
