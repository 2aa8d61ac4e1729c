// What the page of models knows without a component: order, the shown part, drafts of rule tables.
import type { ModelTable, ModelView } from '@nq/api';

export type Shown = 'all' | 'on' | 'unproven';

/** Families in the order of the server, with what is asked for. */
export function byFamily(models: ModelView[], shown: Shown, search: string): [string, ModelView[]][] {
  const wanted = search.trim().toLowerCase();
  const families = new Map<string, ModelView[]>();
  for (const one of models) {
    if (shown === 'on' && !one.on) continue;
    if (shown === 'unproven' && one.verification === '已核实') continue;
    if (wanted && !one.name.toLowerCase().includes(wanted) && !one.id.toLowerCase().includes(wanted)) continue;
    families.set(one.family, [...(families.get(one.family) ?? []), one]);
  }
  return [...families];
}

// The models' answer carries no `can`; until it does, these follow the permission matrix, and the server still decides.
export const mayWriteRules = (role: string): boolean => ['health_manager', 'department_head'].includes(role);
export const mayApprove = (role: string): boolean => ['doctor', 'department_head'].includes(role);

/** The whole table as text to be changed, from the one in force, with a version of its own and today as its day. */
export function draftOf(tables: ModelTable[], today: string): string {
  const from = tables.find((one) => one.state === 'approved' && !one.problem) ?? tables.at(-1);
  const table = (from?.table ?? {}) as Record<string, unknown>;
  const version = String(table.version ?? from?.version ?? '1');
  return JSON.stringify({ ...table, version: `${version}-本院${today.replaceAll('-', '')}`, effective: today }, null, 2);
}

/** The object, or what is wrong with the text and where, in words. */
export function readTable(text: string): { table: Record<string, unknown> } | { problem: string } {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    return { problem: `不是有效的 JSON${place(text, error)}。` };
  }
  if (!read || typeof read !== 'object' || Array.isArray(read)) return { problem: '规则表须是一个 JSON 对象。' };
  const table = read as Record<string, unknown>;
  if (typeof table.version !== 'string' || !table.version.trim()) return { problem: '请写明自己的版本（version）。' };
  if (typeof table.effective !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(table.effective))
    return { problem: '生效日期（effective）请写成 2026-11-21 的样子。' };
  return { table };
}

function place(text: string, error: unknown): string {
  const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (!at) return '';
  return `，第 ${text.slice(0, Number(at)).split('\n').length} 行附近有误`;
}
