// The conditions one can choose, in the words of the ward, each with the shape it starts from.
import type { Leaf } from './tree';

export interface LeafKind {
  /** Unique among the kinds; several kinds may share one operator of the rule language. */
  key: string;
  label: string;
  start: Record<string, unknown>;
  is: (leaf: Leaf) => boolean;
}

const ofWhat = (leaf: Leaf, op: string, what: string): boolean =>
  leaf.op === op &&
  typeof leaf.value === 'object' &&
  leaf.value !== null &&
  what in (((leaf.value as Record<string, unknown>).of as object | undefined) ?? {});
const plain = (key: string, label: string, value: unknown): LeafKind => ({
  key,
  label,
  start: { [key]: value },
  is: (leaf) => leaf.op === key,
});

export const LEAF_KINDS: LeafKind[] = [
  plain('age', '年龄', { ge: 60 }),
  plain('sex', '性别', 'female'),
  plain('grade', '风险分级', ['red']),
  plain('tag', '标签', []),
  plain('condition', '诊断', { text: [] }),
  plain('metric', '最近一次指标', { code: '', is: { ge: null } }),
  plain('metric_stat', '一段时间的指标', { code: '', stat: 'mean', days: 30, is: { ge: null } }),
  plain('family', '家族史', { text: [] }),
  plain('taking', '正在用药', { name: [] }),
  {
    key: 'had_procedure',
    label: '做过手术操作',
    start: { had: { of: { procedure: { name: [] } } } },
    is: (leaf) => ofWhat(leaf, 'had', 'procedure'),
  },
  {
    key: 'had_encounter',
    label: '来过医院',
    start: { had: { of: { encounter: { class: ['outpatient'] } }, days_ago: [0, 90] } },
    is: (leaf) => ofWhat(leaf, 'had', 'encounter'),
  },
  {
    key: 'absent_metric',
    label: '一段时间没有查',
    start: { absent: { of: { metric: { code: '' } }, days: 365 } },
    is: (leaf) => ofWhat(leaf, 'absent', 'metric'),
  },
  {
    key: 'absent_encounter',
    label: '一段时间没有来',
    start: { absent: { of: { encounter: {} }, days: 180 } },
    is: (leaf) => ofWhat(leaf, 'absent', 'encounter'),
  },
  plain('form_score', '问卷得分', { form: '', is: { ge: null } }),
  plain('consent', '已同意', 'followup'),
  plain('pathway', '在路径中', { pathway: '' }),
];

export const kindOf = (leaf: Leaf): LeafKind | null => LEAF_KINDS.find((kind) => kind.is(leaf)) ?? null;

export const COMPARISONS = [
  { value: 'ge', label: '≥' },
  { value: 'gt', label: '>' },
  { value: 'le', label: '≤' },
  { value: 'lt', label: '<' },
  { value: 'eq', label: '=' },
  { value: 'ne', label: '≠' },
  { value: 'between', label: '介于' },
];

export const VISITS = [
  ['outpatient', '门诊'],
  ['inpatient', '住院'],
  ['emergency', '急诊'],
  ['exam', '体检'],
  ['home', '上门'],
  ['virtual', '线上'],
].map(([value = '', label = '']) => ({ value, label }));
export const GRADES = [
  { value: 'red', label: '▲ 高危' },
  { value: 'yellow', label: '◆ 中危' },
  { value: 'green', label: '● 低危' },
];
export const STATS = [
  { value: 'mean', label: '平均' },
  { value: 'max', label: '最高' },
  { value: 'min', label: '最低' },
];
