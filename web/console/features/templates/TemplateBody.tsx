import type { ReactNode } from 'react';

/** The words of a template as a person reads them: variables by their Chinese names, conditions as small marks. */
export function TemplateBody({ body, labels }: { body: string; labels: ReadonlyMap<string, string> }) {
  return <p className="tpl-body">{pieces(body).map((piece, at) => dress(piece, labels, at))}</p>;
}

type Piece = { kind: 'text' | 'variable' | 'block'; text: string };

/** Splits `{{ name }}` and `{% if name %}` from the plain words. */
export function pieces(body: string): Piece[] {
  return body.split(/(\{\{.*?\}\}|\{%.*?%\})/s).flatMap((part): Piece[] => {
    if (part === '') return [];
    if (part.startsWith('{{')) return [{ kind: 'variable', text: part.slice(2, -2).trim() }];
    if (part.startsWith('{%')) return [{ kind: 'block', text: part.slice(2, -2).trim() }];
    return [{ kind: 'text', text: part }];
  });
}

/** `if team.nurse` as 如有护士; `else` as 否则; the end as a closing bracket. */
export function blockWords(block: string, labels: ReadonlyMap<string, string>): string {
  const [word = '', ...rest] = block.split(/\s+/);
  const name = (key: string) => labels.get(key) ?? key;
  if (word === 'if' || word === 'elif')
    return `${word === 'elif' ? '否则' : ''}如有${rest
      .filter((one) => !['not', 'and', 'or'].includes(one))
      .map(name)
      .join('、')}：`;
  if (word === 'else') return '否则：';
  return word === 'endif' ? '；' : block;
}

function dress(piece: Piece, labels: ReadonlyMap<string, string>, at: number): ReactNode {
  if (piece.kind === 'text') return piece.text;
  if (piece.kind === 'block')
    return (
      <span key={at} className="tpl-block">
        {blockWords(piece.text, labels)}
      </span>
    );
  const key = piece.text.split('|')[0]?.trim() ?? '';
  return (
    <span key={at} className="tpl-var" title={key}>
      {labels.get(key) ?? key}
    </span>
  );
}
