// A health examination as its system sends it: registered, results, finished.
import { adt, nextId, oru, stamp } from './hl7.js';

/** Three messages: A04 (class T, examination), ORU with the measurements given, A03. */
export function examMessages(who, at, { sbp, dbp, bmi, more = [] }) {
  const visit = nextId('TJ');
  const results = [
    { code: 'SBP', name: '收缩压', value: sbp, unit: 'mmHg', range: '90-139', flag: sbp >= 140 ? 'H' : '' },
    { code: 'DBP', name: '舒张压', value: dbp, unit: 'mmHg', range: '60-89', flag: dbp >= 90 ? 'H' : '' },
    ...(bmi ? [{ code: 'BMI', name: '体质指数', value: bmi, unit: 'kg/m2', range: '18.5-23.9' }] : []),
    ...more,
  ];
  const later = new Date(at.getTime() + 60e3);
  return [adt('A04', who, at, { visit }), oru(who, at, results, `${nextId('R')}^健康体检`, visit), adt('A03', who, later, { visit, discharged: stamp(later) })];
}
