// A pathway definition as the editor handles it: rows of the day table. Kinds without fields here are kept untouched.
export interface When {
  day?: number;
  month?: number;
  after?: { node: string; days?: number };
}

export interface PathNode {
  id: string;
  name: string;
  kind: string;
  when?: When | 'called';
  window?: number;
  time?: string;
  template?: string;
  form?: string;
  script?: string;
  role?: string;
  class?: string;
  sensitive?: boolean;
  [more: string]: unknown;
}

export const EDITABLE = ['message', 'form', 'phone_task', 'home_visit'] as const;
export const isEditable = (node: PathNode): boolean => (EDITABLE as readonly string[]).includes(node.kind);

/** A fresh id that no node of this version bears. */
export function freshId(kind: string, nodes: readonly PathNode[]): string {
  const taken = new Set(nodes.map((node) => node.id));
  for (let n = nodes.length + 1; ; n += 1) if (!taken.has(`${kind}_${n}`)) return `${kind}_${n}`;
}

/** What a node of this kind needs from the start; fields of the former kind are dropped, so that nothing unread is stored. */
export function asKind(node: PathNode, kind: string): PathNode {
  const { id, name, when, window, time, sensitive } = node;
  const base: PathNode = {
    id,
    name,
    kind,
    ...(when === undefined ? {} : { when }),
    ...(window === undefined ? {} : { window }),
    ...(time === undefined ? {} : { time }),
    ...(sensitive ? { sensitive } : {}),
  };
  if (kind === 'message') return { ...base, template: node.template ?? '', class: node.class ?? 'clinical_routine' };
  if (kind === 'form')
    return { ...base, form: node.form ?? '', template: node.template ?? '', class: node.class ?? 'clinical_routine' };
  return {
    ...base,
    script: node.script ?? '',
    role: node.role ?? 'health_manager',
    ...(node.form ? { form: node.form } : {}),
  };
}

/** The day of a node with a fixed one, else null. */
export function dayOf(node: PathNode): number | null {
  return typeof node.when === 'object' && typeof node.when.day === 'number' ? node.when.day : null;
}
