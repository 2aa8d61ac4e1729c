// Dated facts: each can have happened, not have happened, or be counted.
import { pairs, rec } from './kinds';
import type { Field, LeafKind } from './kinds';

interface Event {
  what: string;
  /** The three lines of the menu: it happened, it did not, how often. */
  labels: [string, string, string];
  start: unknown;
  fields: Field[];
}

const at = (what: string, ...keys: string[]) => ['of', what, ...keys];

export const STATES = pairs(['booked', '待就诊'], ['kept', '已就诊'], ['missed', '爽约'], ['cancelled', '已取消']);

/** The filters of a visit, at these keys. */
export const visit = (...keys: string[]): Field[] => [
  { kind: 'picks', at: [...keys, 'class'], from: 'encounter_classes', optional: true, hint: '任何类型' },
  { kind: 'picks', at: [...keys, 'department'], from: 'departments', optional: true, hint: '任何科室' },
  { kind: 'words', at: [...keys, 'doctor'], hint: '任何医生', optional: true },
];

export const appointment = (...keys: string[]): Field[] => [
  { kind: 'picks', at: [...keys, 'department'], from: 'departments', optional: true, hint: '任何科室' },
  { kind: 'words', at: [...keys, 'doctor'], hint: '任何医生', optional: true },
  { kind: 'picks', at: [...keys, 'state'], from: STATES, optional: true, hint: '任何状态' },
];

const EVENTS: Record<string, Event> = {
  metric: {
    what: 'metric',
    labels: ['查过某项指标', '没有查某项指标', '查某项指标的次数'],
    start: { code: '' },
    fields: [
      { kind: 'metric', at: at('metric', 'code') },
      { kind: 'cmp', at: at('metric', 'is'), optional: true },
    ],
  },
  procedure: {
    what: 'procedure',
    labels: ['做过手术操作', '没有做手术操作', '手术操作次数'],
    start: { name: [] },
    fields: [{ kind: 'words', at: at('procedure', 'name'), hint: '名称包含，如 支架' }],
  },
  procedure_code: {
    what: 'procedure',
    labels: ['做过手术操作（编码）', '没有做手术操作（编码）', '手术操作次数（编码）'],
    start: { code: [] },
    fields: [
      { kind: 'words', at: at('procedure', 'code'), hint: '编码开头，如 36.0' },
      { kind: 'words', at: at('procedure', 'name'), hint: '或名称包含', optional: true, shy: true },
    ],
  },
  encounter: {
    what: 'encounter',
    labels: ['来过医院', '没有来医院', '就诊次数'],
    start: {},
    fields: visit('of', 'encounter'),
  },
  form: {
    what: 'form',
    labels: ['填过问卷', '没有填问卷', '填问卷次数'],
    start: '',
    fields: [{ kind: 'pick', at: at('form'), from: 'forms', hint: '选择问卷' }],
  },
  message: {
    what: 'message',
    labels: ['有过消息', '没有消息', '消息次数'],
    start: {},
    fields: [
      {
        kind: 'pick',
        at: at('message', 'direction'),
        from: pairs(['sent', '发出的'], ['received', '收到的']),
        optional: true,
        hint: '发出的',
      },
      { kind: 'picks', at: at('message', 'class'), from: 'message_classes', optional: true, hint: '任何类别' },
      { kind: 'picks', at: at('message', 'channel'), from: 'channels', optional: true, hint: '任何渠道' },
      { kind: 'flag', at: at('message', 'opened'), yes: '已打开', no: '未打开' },
      { kind: 'flag', at: at('message', 'answered'), yes: '已回复', no: '未回复' },
    ],
  },
  medication: {
    what: 'medication',
    labels: ['开过药', '没有开药', '开药次数'],
    start: { name: [] },
    fields: [
      { kind: 'words', at: at('medication', 'name'), hint: '药名包含', optional: true },
      { kind: 'words', at: at('medication', 'code'), hint: '或编码开头', optional: true, shy: true },
    ],
  },
  form_sent: {
    what: 'form_sent',
    labels: ['发过问卷', '没有发问卷', '发问卷次数'],
    start: { form: '' },
    fields: [
      { kind: 'pick', at: at('form_sent', 'form'), from: 'forms', hint: '选择问卷' },
      { kind: 'flag', at: at('form_sent', 'answered'), yes: '已填', no: '未填' },
    ],
  },
  appointment: {
    what: 'appointment',
    labels: ['约过（就诊日已到）', '没有约过', '预约次数（就诊日已到）'],
    start: {},
    fields: appointment('of', 'appointment'),
  },
};

/** The three kinds of one dated fact. */
export function event(name: keyof typeof EVENTS & string): LeafKind[] {
  const of = EVENTS[name];
  if (!of) return [];
  const kind = (op: string, label: string, more: object, fields: Field[]): LeafKind => ({
    key: `${op}_${name}`,
    label,
    start: { [op]: { of: { [of.what]: of.start }, ...more } },
    is: (leaf) => {
      const match = rec(rec(leaf.value).of)[of.what];
      if (leaf.op !== op || match === undefined) return false;
      // The same fact by its code or by its name is two lines of the menu.
      return of.what !== 'procedure' || 'code' in rec(match) === (name === 'procedure_code');
    },
    fields,
  });
  const days: Field = { kind: 'number', at: ['days'], before: '近', after: '天内', optional: true };
  return [
    kind('had', of.labels[0], { days_ago: [0, 90] }, [
      { kind: 'span', at: ['days_ago'], after: '天前', optional: true },
      ...of.fields,
    ]),
    kind('absent', of.labels[1], { days: 180 }, [days, ...of.fields]),
    kind('count', of.labels[2], { days: 365, is: { ge: 2 } }, [
      days,
      { kind: 'cmp', at: ['is'] },
      { kind: 'pick', at: ['by'], from: pairs(['fact', '次'], ['day', '天']), optional: true, hint: '次' },
      ...of.fields,
    ]),
  ];
}
