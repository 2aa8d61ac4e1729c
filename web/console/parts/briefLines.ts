// The brief as rows: each line of the server under the word a nurse reads first.
import type { BriefLine, Task } from '@nq/api';
import { shortTime, windowDue } from '@nq/common';

export interface BriefRow {
  label: string;
  text: string;
  source: string;
  avoid: boolean;
}

const LABEL: Record<string, string> = {
  address: '称呼',
  history: '做过',
  next: '下一项',
  birthday: '生日',
  allergy: '过敏',
  abnormal: '异常',
  worry: '顾虑',
  promise: '承诺',
  avoid: '不要提',
  congratulate: '可祝贺',
  medication: '用药',
};

/** `过敏：青霉素` under the label 过敏 need not say the word twice. */
function withoutLabel(text: string): string {
  return text.replace(/^(过敏|最近异常|下一项)：/, '');
}

export function briefRows(lines: readonly BriefLine[]): BriefRow[] {
  return lines.map((line) => ({
    label: LABEL[line.kind] ?? '',
    text: withoutLabel(line.text),
    source: line.source,
    avoid: line.kind === 'avoid' || line.kind === 'allergy',
  }));
}

export function contactRows(contacts: Task['last_contacts']): BriefRow[] {
  return contacts.map((contact) => ({
    label: shortTime(contact.at).split(' ')[0] ?? '',
    text: contact.text || contact.kind,
    source: contact.by,
    avoid: false,
  }));
}

export function dueRows(items: Task['due_items']): BriefRow[] {
  return items.map((item) => ({
    label: windowDue(item.due_from, item.due_to),
    text: item.title,
    source: item.pathway,
    avoid: false,
  }));
}
