// Made-up persons of the scenarios. Names, numbers and telephones are nobody's.
import { residentId } from './hl7.js';

let serial = 0;

/** A person of a given age on the hospital's day; each call makes another one. */
export function person({ name, sex, age, on, mrn }) {
  serial += 1;
  const year = Number(on.toISOString().slice(0, 4)) - age - 1;
  const birth = `${year}1203`;
  // A birthday in December of the year before: whatever the day, the person is `age` years old, except in December itself.
  const given = on.getUTCMonth() === 11 ? `${year + 1}0115` : birth;
  return {
    mrn: mrn ?? `E2E${String(serial).padStart(5, '0')}`,
    name,
    sex,
    birth: given,
    phone: `1390000${String(1000 + serial)}`,
    idNo: residentId(given, sex, serial),
  };
}
