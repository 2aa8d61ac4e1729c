/** A list the server may give as sentences or as objects with a sentence in them, as sentences. */
export function wordsOf(list: unknown): string[] {
  if (typeof list === 'string') return list ? [list] : [];
  if (!Array.isArray(list)) return [];
  return list.flatMap((one) => {
    if (typeof one === 'string') return [one];
    if (!one || typeof one !== 'object') return [];
    const row = one as Record<string, unknown>;
    const said = row.sentence ?? row.message ?? row.text ?? row.label ?? row.name ?? row.code;
    return typeof said === 'string' ? [said] : [];
  });
}
