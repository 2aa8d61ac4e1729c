// Codes of the server in the words of the ward. An unknown code is shown as it came, never hidden.
export const sexWord = (sex: string | null | undefined): string =>
  ({ male: '男', female: '女', other: '其他', unknown: '性别未知' })[sex ?? ''] ?? (sex || '');

const TASK_KIND: Record<string, string> = {
  phone: '电话随访',
  ai_call: 'AI 外呼',
  home_visit: '上门',
  ticket: '工单',
  fill_record: '完善档案',
  assign_doctor: '分配医生',
  red_flag: '红旗处理',
  alert: '预警处理',
};
export const taskKind = (kind: string): string => TASK_KIND[kind] ?? kind;

const MESSAGE_CLASS: Record<string, string> = {
  urgent: '临床紧急',
  clinical_urgent: '临床紧急',
  clinical: '临床常规',
  clinical_routine: '临床常规',
  routine: '临床常规',
  service: '服务',
  care: '关怀',
  marketing: '营销',
};
export const messageClass = (code: string): string => MESSAGE_CLASS[code] ?? code;

const CHANNEL: Record<string, string> = {
  sms: '短信',
  sms_service: '短信',
  wechat_session: '微信客服',
  inbox: '患者页消息',
  sms_marketing: '营销短信',
  wechat: '微信',
  wechat_template: '微信模板',
  wechat_service: '微信客服',
  wecom: '企业微信',
  voice: '语音',
  ai_voice: 'AI 语音',
  phone: '电话',
  human_call: '人工电话',
  call: '电话',
  h5: '患者页',
  h5_inbox: '患者页',
  sandbox: '演示手机',
};
export const channelWord = (code: string | null | undefined): string => CHANNEL[code ?? ''] ?? (code || '');

const MESSAGE_STATE: Record<string, string> = {
  pending: '待发送',
  sending: '发送中',
  accepted: '已提交',
  delivered: '已送达',
  failed: '未送达',
  expired: '已过期',
  cancelled: '已取消',
  unknown: '待人工核实',
};
export const messageState = (code: string): string => MESSAGE_STATE[code] ?? code;

const VIA: Record<string, string> = {
  h5: '患者自填',
  phone: '电话录入',
  staff: '工作人员录入',
  sandbox: '演示手机',
  sms: '短信回复',
};
export const viaWord = (code: string): string => VIA[code] ?? code;

const PATHWAY_STATE: Record<string, string> = { draft: '草稿', published: '已发布', retired: '已停用' };
export const pathwayState = (code: string): string => PATHWAY_STATE[code] ?? code;

const ACTS: Record<string, string> = {
  update_feed: '修改接口设置',
  submit_form: '提交问卷',
  run_import: '导入表格',
  resolve_message: '核实消息',
  replay_message: '重放接口消息',
  read_message: '查看接口原文',
  read_fhir: 'FHIR 读取',
  assign_task: '转交任务',
  stop_enrolment: '停止路径',
  release_enrolment: '恢复路径',
  publish_pathway: '发布路径',
  retire_pathway: '停用路径',
  create_segment: '新建人群',
  update_segment: '修改人群',
  delete_segment: '删除人群',
  grant_consent: '登记同意',
  withdraw_consent: '撤回同意',
  login: '登录',
  setup: '初始设置',
  read_patient: '打开档案',
  unmask_phone: '查看手机号',
  unmask_id_number: '查看证件号',
  unmask_address: '查看住址',
  open_card: '开卡',
  merge_patients: '合并档案',
  keep_apart: '判断为不同人',
  unmerge_patients: '撤销合并',
  move_obligation: '随访改期',
  skip_obligation: '跳过随访',
  create_staff: '新增人员',
  disable_staff: '停用人员',
  enable_staff: '启用人员',
  create_token: '新建令牌',
  delete_token: '停用令牌',
  set_consent: '登记授权',
  update_consent: '登记授权',
  override_grade: '调整分级',
  grade_override: '调整分级',
  override_score: '调整评估结果',
  switch_model_on: '启用风险模型',
  switch_model_off: '停用风险模型',
  draft_model_table: '起草规则表',
  approve_model_table: '批准规则表',
  acknowledge_alert: '确认预警',
  close_alert: '关闭预警',
};
export const actWord = (code: string): string => ACTS[code] ?? code;

const OBJECTS: Record<string, string> = {
  fhir: 'FHIR',
  form_session: '问卷',
  staff: '人员',
  patient: '患者',
  card: '健康卡',
  match: '重复档案',
  obligation: '随访',
  task: '任务',
  token: '令牌',
  tenant: '机构',
  message: '消息',
  pathway: '路径',
  enrolment: '入径',
  segment: '人群',
  consent: '授权',
  template: '模板',
  form: '问卷',
  import: '导入',
  inbound: '接口消息',
  feed: '接口',
  grade: '分级',
  score: '评估结果',
  model: '风险模型',
  alert: '预警',
};
export const objectWord = (code: string): string => OBJECTS[code] ?? code;
