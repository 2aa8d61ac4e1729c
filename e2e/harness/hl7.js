// HL7 messages as a Chinese examination centre and a HIS send them; every person here is made up.
let counter = 0;

/** `YYYYMMDDHHMMSS` in hospital time (UTC+8). */
export const stamp = (instant) => new Date(instant.getTime() + 8 * 3600e3).toISOString().replace(/[-:T]/g, '').slice(0, 14);

/** A made-up resident ID of the right form: region, birth date, sex, check digit. */
export function residentId(birth, sex, serial) {
  const odd = sex === 'M' ? 1 : 0;
  const order = String(((serial * 2) % 998) + odd).padStart(3, '0');
  const first = `110101${birth}${order}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(first[at]), 0);
  return first + '10X98765432'[sum % 11];
}

const head = (type, at, id, sender) =>
  `MSH|^~\\&|${sender}|DEMO|NUANQIAO|DEMO|${stamp(at)}||${type}|${id}|P|2.5.1|||||CHN|UNICODE UTF-8`;

const pid = (who) =>
  `PID|1||${who.mrn}^^^HIS^MR~${who.idNo}^^^MOPS^NI||${who.name}||${who.birth}|${who.sex}|||${who.address ?? ''}||${who.phone}`;

/** The next control id; given by the sender, unique for it. */
export const nextId = (prefix = 'E2E') => `${prefix}${Date.now().toString(36)}${(counter += 1)}`;

/** PV1 with the fields a visit needs: class T is an examination, O a clinic visit, I a stay. */
function pv1({ patientClass = 'T', department = '健康管理中心', visit = '', admitted = '', discharged = '' }) {
  const fields = Array.from({ length: 46 }, () => '');
  Object.assign(fields, { 0: 'PV1', 1: '1', 2: patientClass, 3: `${department}^^^`, 19: visit, 44: admitted, 45: discharged });
  return fields.join('|').replace(/\|+$/, '');
}

/** An admission-discharge-transfer message, such as A04 (registered) or A03 (finished). */
export function adt(event, who, at, visit = {}, more = []) {
  const segments = [head(`ADT^${event}`, at, nextId(), 'HIS'), `EVN|${event}|${stamp(at)}`, pid(who), pv1({ admitted: stamp(at), ...visit }), ...more];
  return segments.join('\r') + '\r';
}

/** The end of a stay with an operation in it. */
export function discharge(who, at, { visit, department = '心血管内科', operation, diagnosis }) {
  const more = [
    ...(diagnosis ? [`DG1|1||${diagnosis.code}^${diagnosis.name}^ICD10|||A`] : []),
    `PR1|1||${operation.code}^${operation.name}^ICD9CM3||${stamp(operation.at)}`,
  ];
  return adt('A03', who, at, { patientClass: 'I', department, visit, admitted: stamp(operation.at), discharged: stamp(at) }, more);
}

/**
 * Results of one report.
 * @param {{code: string, name: string, value: string|number, unit: string, range?: string, flag?: string}[]} results
 * @param {string} report order number and name, `R1^健康体检`
 */
export function oru(who, at, results, report, visit = '') {
  const [number, name] = report.split('^');
  const obr = `OBR|1|${number}|${number}|${name}^${name}|||${stamp(at)}|||||||||||||||${stamp(at)}|||F`;
  const obx = results.map(
    (r, n) => `OBX|${n + 1}|NM|${r.code}^${r.name}||${r.value}|${r.unit}|${r.range ?? ''}|${r.flag ?? ''}|||F|||${stamp(at)}`,
  );
  return [head('ORU^R01', at, nextId(), 'EXAM'), pid(who), pv1({ visit }), obr, ...obx].join('\r') + '\r';
}
