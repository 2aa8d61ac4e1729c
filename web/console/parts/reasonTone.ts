import type { Tone } from './Reasons';

/** The colour of a reason follows its word; the word stays the message. */
export function reasonTone(text: string): Tone {
  if (/红|高危|预警|急/.test(text)) return 'red';
  if (/逾期|承诺|待回复/.test(text)) return 'warm';
  if (/黄|中危/.test(text)) return 'yellow';
  return 'plain';
}
