// The conditions one can choose, in the words of the ward, in the order of the menu.
import { appointment, event, visit } from './events';
import { keyed, pairs, plain } from './kinds';
import type { Choice, Field, KindGroup, LeafKind } from './kinds';
import type { Leaf } from './tree';

export const GRADES = pairs(['red', '▲ 高危'], ['yellow', '◆ 中危'], ['green', '● 低危']);
export const COMPARISONS = pairs(
  ['ge', '≥'],
  ['gt', '>'],
  ['le', '≤'],
  ['lt', '<'],
  ['eq', '='],
  ['ne', '≠'],
  ['between', '介于'],
);
const SEASONS = pairs(['spring', '春'], ['summer', '夏'], ['autumn', '秋'], ['winter', '冬']);
const TERMS: Choice[] = (
  'li_chun 立春 yu_shui 雨水 jing_zhe 惊蛰 chun_fen 春分 qing_ming 清明 gu_yu 谷雨 li_xia 立夏 xiao_man 小满 ' +
  'mang_zhong 芒种 xia_zhi 夏至 xiao_shu 小暑 da_shu 大暑 li_qiu 立秋 chu_shu 处暑 bai_lu 白露 qiu_fen 秋分 ' +
  'han_lu 寒露 shuang_jiang 霜降 li_dong 立冬 xiao_xue 小雪 da_xue 大雪 dong_zhi 冬至 xiao_han 小寒 da_han 大寒'
)
  .split(' ')
  .flatMap((code, i, all) => (i % 2 === 0 ? [{ value: code, label: all[i + 1] ?? code }] : []));

const metric: Field = { kind: 'metric', at: ['code'], numeric: true };
const cmp: Field = { kind: 'cmp', at: ['is'] };
const within: Field = { kind: 'number', at: ['within_days'], before: '近', after: '天内有效', optional: true };
const days: Field = { kind: 'number', at: ['days'], before: '近', after: '天' };
const icd: Field = { kind: 'words', at: ['icd'], hint: 'ICD-10，如 I10-I15' };
const name: Field = { kind: 'words', at: ['text'], hint: '名称包含，如 高血压' };
const also: Field[] = [
  { kind: 'words', at: ['text'], hint: '或名称包含', optional: true, shy: true },
  { kind: 'words', at: ['snomed'], hint: '或 SNOMED CT', optional: true, shy: true },
];
const ever: Field = { kind: 'check', at: ['ever'], label: '含已结束的' };
const relation: Field = { kind: 'picks', at: ['relation'], from: 'relations', optional: true, hint: '任何亲属' };

const PEOPLE: LeafKind[] = [
  plain('age', '年龄', { ge: 60 }, [{ kind: 'cmp', at: [], unit: '岁' }]),
  plain('age_days', '日龄（婴儿）', { le: 42 }, [{ kind: 'cmp', at: [], unit: '天' }]),
  plain('age_on', '某一天的年龄', { date: '', is: { ge: 60 } }, [
    { kind: 'day', at: ['date'] },
    { kind: 'cmp', at: ['is'], unit: '岁' },
  ]),
  plain('sex', '性别', 'female', [{ kind: 'pick', at: [], from: pairs(['female', '女'], ['male', '男']) }]),
  plain('site', '院区', [], [{ kind: 'picks', at: [], from: 'sites' }]),
  keyed('care_member', 'care_team', 'member', '责任团队（人员）', { member: [] }, [
    { kind: 'picks', at: ['member'], from: 'staff', hint: '选择人员' },
    { kind: 'picks', at: ['role'], from: 'care_roles', optional: true, hint: '任何角色' },
  ]),
  plain('care_team', '责任团队（角色）', { role: [] }, [
    { kind: 'picks', at: ['role'], from: 'care_roles', hint: '选择角色' },
  ]),
  keyed('family_icd', 'family', 'icd', '家族史（编码）', { icd: [] }, [icd, ...also, relation]),
  plain('family', '家族史', { text: [] }, [name, ...also.slice(1), relation]),
];

const STANDING: LeafKind[] = [
  plain('grade', '风险分级', ['red'], [{ kind: 'picks', at: [], from: GRADES }]),
  plain('tag', '标签', [], [{ kind: 'picks', at: [], from: 'tags' }]),
  plain('segment', '属于另一个人群', '', [{ kind: 'pick', at: [], from: 'segments', hint: '选择人群' }]),
  plain('pathway', '在健康路径中', { pathway: '' }, [
    { kind: 'pick', at: ['pathway'], from: 'pathways', hint: '选择路径' },
    {
      kind: 'picks',
      at: ['state'],
      from: pairs(['active', '进行中'], ['paused', '已暂停'], ['completed', '已完成'], ['left', '已退出']),
      optional: true,
      hint: '进行中',
    },
  ]),
];

const METRICS: LeafKind[] = [
  plain('metric', '最近一次指标', { code: '', is: { ge: null } }, [metric, cmp, within]),
  plain('metric_text', '最近一次文字结果', { code: '', any_of: [] }, [
    { kind: 'metric', at: ['code'], numeric: false },
    { kind: 'words', at: ['any_of'], hint: '包含，如 阳性' },
    within,
  ]),
  plain('metric_stat', '一段时间的平均、最高、最低', { code: '', stat: 'mean', days: 30, is: { ge: null } }, [
    days,
    metric,
    { kind: 'pick', at: ['stat'], from: pairs(['mean', '平均'], ['max', '最高'], ['min', '最低']) },
    cmp,
  ]),
  plain('trend', '上升或下降', { code: '', of: 'change', days: 90, is: { ge: null } }, [
    days,
    metric,
    { kind: 'pick', at: ['of'], from: pairs(['change', '末次减首次'], ['slope', '每 30 天的变化']) },
    cmp,
  ]),
  plain('run', '连续多天', { code: '', days: 3, within_days: 14, mean: { is: { ge: null } } }, [
    { kind: 'number', at: ['within_days'], before: '近', after: '天内', min: 1 },
    { kind: 'number', at: ['days'], before: '连续', after: '天', min: 1 },
    metric,
    { kind: 'span', at: ['hours'], after: '时之间测的', optional: true },
    { kind: 'mean' },
  ]),
  ...event('metric'),
];

const ILLNESS: LeafKind[] = [
  keyed('condition_icd', 'condition', 'icd', '诊断（ICD-10）', { icd: [] }, [icd, ...also, ever]),
  keyed('condition_snomed', 'condition', 'snomed', '诊断（SNOMED CT）', { snomed: [] }, [
    { kind: 'words', at: ['snomed'], hint: '编码，如 38341003' },
    ...also.slice(0, 1),
    ever,
  ]),
  plain('condition', '诊断', { text: [] }, [name, ever]),
  ...event('procedure'),
  ...event('procedure_code'),
  keyed('taking_code', 'taking', 'code', '正在用药（编码）', { code: [] }, [
    { kind: 'words', at: ['code'], hint: '编码开头' },
    { kind: 'words', at: ['name'], hint: '或药名包含', optional: true, shy: true },
  ]),
  plain('taking', '正在用药', { name: [] }, [{ kind: 'words', at: ['name'], hint: '药名包含' }]),
  plain('supply', '药还够几天', { of: { name: [] }, days_left: { le: 7 } }, [
    { kind: 'words', at: ['of', 'name'], hint: '药名包含', optional: true },
    { kind: 'words', at: ['of', 'code'], hint: '或编码开头', optional: true, shy: true },
    { kind: 'cmp', at: ['days_left'], unit: '天' },
  ]),
  ...event('medication'),
];

const VISITS: LeafKind[] = [
  ...event('encounter'),
  plain('spend', '花费', { days: 365, of: {}, is: { ge: 1000 } }, [
    days,
    { kind: 'cmp', at: ['is'], unit: '元' },
    ...visit('of'),
  ]),
  plain('rfm', 'RFM 分层', { recent_days: 180, window_days: 365, visits: 3, yuan: 3000, f: true, m: true }, [
    { kind: 'number', at: ['window_days'], before: '近', after: '天内' },
    { kind: 'number', at: ['visits'], before: '满', after: '次' },
    { kind: 'flag', at: ['f'], yes: '来得多', no: '来得少' },
    { kind: 'number', at: ['yuan'], before: '满', after: '元' },
    { kind: 'flag', at: ['m'], yes: '花费高', no: '花费低' },
    { kind: 'number', at: ['recent_days'], before: '近', after: '天' },
    { kind: 'flag', at: ['r'], yes: '来过', no: '没来' },
  ]),
];

const CONTACT: LeafKind[] = [
  plain('appointment', '将来有预约', { in_days: [0, 7], of: {} }, [
    { kind: 'span', at: ['in_days'], after: '天后' },
    ...appointment('of'),
  ]),
  ...event('appointment'),
  plain('form_score', '问卷得分', { form: '', is: { ge: null } }, [
    { kind: 'pick', at: ['form'], from: 'forms', hint: '选择问卷' },
    { kind: 'cmp', at: ['is'], unit: '分' },
    within,
  ]),
  plain('form_answer', '问卷里的一题', { form: '', question: '', any_of: [] }, [{ kind: 'answer' }, within]),
  ...event('form'),
  ...event('form_sent'),
  ...event('message'),
  plain('consent', '已同意', 'followup', [{ kind: 'pick', at: [], from: 'purposes' }]),
  plain('reachable', '可以联系到', [], [{ kind: 'picks', at: [], from: 'channels', hint: '经由任一渠道' }]),
];

const SEASON: LeafKind[] = [
  plain('contract', '家庭医生签约', {}, [
    { kind: 'number', at: ['ends_within_days'], before: '到期还有', after: '天内', optional: true },
  ]),
  plain('birthday', '生日', { when: 'this_month' }, [{ kind: 'birthday' }]),
  plain('season', '时令季节', ['winter'], [{ kind: 'picks', at: [], from: SEASONS }]),
  plain('solar_term', '节气', { any_of: [] }, [
    { kind: 'picks', at: ['any_of'], from: TERMS },
    { kind: 'span', at: ['in_days'], after: '天后交节', optional: true },
  ]),
];

export const GROUPS: KindGroup[] = [
  { label: '人口学', kinds: PEOPLE },
  { label: '标签与分级', kinds: STANDING },
  { label: '指标', kinds: METRICS },
  { label: '疾病与用药', kinds: ILLNESS },
  { label: '就诊与消费', kinds: VISITS },
  { label: '预约、表单与消息', kinds: CONTACT },
  { label: '会员与时令', kinds: SEASON },
];

export const LEAF_KINDS: LeafKind[] = GROUPS.flatMap((group) => group.kinds);

export const kindOf = (leaf: Leaf): LeafKind | null => LEAF_KINDS.find((kind) => kind.is(leaf)) ?? null;
