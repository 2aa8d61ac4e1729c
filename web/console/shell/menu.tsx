import {
  AimOutlined,
  AlertOutlined,
  KeyOutlined,
  ApartmentOutlined,
  ApiOutlined,
  AuditOutlined,
  BarChartOutlined,
  BookOutlined,
  CalculatorOutlined,
  CarryOutOutlined,
  FileTextOutlined,
  FormOutlined,
  HomeOutlined,
  ImportOutlined,
  MergeCellsOutlined,
  MessageOutlined,
  MobileOutlined,
  SolutionOutlined,
  TagsOutlined,
  TeamOutlined,
  UserOutlined,
} from '@ant-design/icons';
import type { MenuItem } from '@nq/api';
import type { ReactNode } from 'react';

const ICONS: Record<string, ReactNode> = {
  home: <HomeOutlined />,
  patients: <TeamOutlined />,
  'my-patients': <UserOutlined />,
  matches: <MergeCellsOutlined />,
  imports: <ImportOutlined />,
  segments: <AimOutlined />,
  rules: <TagsOutlined />,
  tasks: <CarryOutOutlined />,
  ledger: <BookOutlined />,
  alerts: <AlertOutlined />,
  models: <CalculatorOutlined />,
  pathways: <ApartmentOutlined />,
  messages: <MessageOutlined />,
  templates: <FileTextOutlined />,
  forms: <FormOutlined />,
  feeds: <ApiOutlined />,
  dashboard: <BarChartOutlined />,
  staff: <SolutionOutlined />,
  tokens: <KeyOutlined />,
  audit: <AuditOutlined />,
  phone: <MobileOutlined />,
};

export const iconOf = (key: string): ReactNode => ICONS[key] ?? <FileTextOutlined />;

export interface MenuGroup {
  label: string | null;
  items: MenuItem[];
}

/** Every entry that leads somewhere, in order. */
export function leaves(menu: MenuItem[]): MenuItem[] {
  return menu.flatMap((entry) => (entry.children?.length ? entry.children : [entry]));
}

/** The server's menu as groups; loose entries stand together. */
export function groups(menu: MenuItem[]): MenuGroup[] {
  const out: MenuGroup[] = [];
  for (const entry of menu) {
    // A heading over a single line says nothing: it stands loose, as entries without a group do.
    const items = entry.children?.length ? entry.children : [entry];
    if (items.length > 1) out.push({ label: entry.label, items });
    else if (out.length > 0 && out[out.length - 1]?.label === null) out[out.length - 1]?.items.push(...items);
    else out.push({ label: null, items: [...items] });
  }
  return out;
}

/** The entry of the menu that leads to this place; the most exact one wins (`/patients?panel=mine` before `/patients`). */
export function activeKey(menu: MenuItem[], path: string, search: string): string | null {
  const params = new URLSearchParams(search);
  let best: { key: string; weight: number } | null = null;
  for (const item of leaves(menu)) {
    const [itemPath = '', itemSearch = ''] = (item.path ?? '').split('?');
    const here = itemPath === '/' ? path === '/' : path === itemPath || path.startsWith(`${itemPath}/`);
    const wanted = [...new URLSearchParams(itemSearch).entries()];
    if (!here || wanted.some(([key, value]) => params.get(key) !== value)) continue;
    const weight = itemPath.length + wanted.length * 100;
    if (!best || weight > best.weight) best = { key: item.key, weight };
  }
  return best?.key ?? null;
}
