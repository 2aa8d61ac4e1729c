// Units come as UCUM codes from the dictionary; a ward writes them otherwise.
const WARD: Record<string, string> = {
  'mm[Hg]': 'mmHg',
  '/min': '次/分',
  '{beats}/min': '次/分',
  'kg/m2': 'kg/m²',
  Cel: '℃',
  'umol/L': 'μmol/L',
  'ug/L': 'μg/L',
  'u[IU]/mL': 'μIU/mL',
  'm[IU]/L': 'mIU/L',
  '[IU]/L': 'IU/L',
  '10*9/L': '×10⁹/L',
  '10*12/L': '×10¹²/L',
  'mL/min/{1.73_m2}': 'mL/min/1.73m²',
  '1': '',
};

/** A unit as it is written on a report. */
export function unitWord(unit: string | null | undefined): string {
  if (!unit) return '';
  return WARD[unit] ?? unit.replace(/\{[^}]*\}/g, '');
}
