// Looking at one patient through the API.
import assert from 'node:assert/strict';
import { sendOnce } from './mllp.js';
import { until } from './until.js';

/** Sends over MLLP and insists on acceptance. */
export async function sendAccepted(house, message) {
  const answer = await sendOnce(house.mllp, message);
  assert.equal(answer.code, 'AA', `not accepted: ${answer.raw.replaceAll('\r', '\n')}`);
  return answer;
}

/** Opens a card in the caller's own panel, so that she sees the patient and hears of his tasks. */
export async function openCard(caller, who) {
  const { patient_id: id } = await caller.post('/api/cards', {
    patient: {
      name: who.name,
      sex: who.sex === 'M' ? 'male' : 'female',
      birth_date: `${who.birth.slice(0, 4)}-${who.birth.slice(4, 6)}-${who.birth.slice(6)}`,
      id_number: who.idNo,
      phone: who.phone,
    },
    manager_id: caller.session.user.id,
  });
  return id;
}

/** The patient with this name, as a colleague finds him in the search box. */
export async function findPatient(caller, name) {
  return until(`${name} is found`, async () => {
    const { items } = await caller.get(`/api/search?q=${encodeURIComponent(name)}`);
    return items.find((one) => one.name === name);
  });
}

/** A person's enrolments in one pathway. */
export const enrolmentsIn = async (caller, patientId, code) =>
  (await caller.get(`/api/patients/${patientId}/pathways`)).filter((one) => one.pathway_code === code);

export const enrolment = (caller, id) => caller.get(`/api/enrolments/${id}`);

/** Open tasks of one patient, in any view of the caller's team. */
export async function tasksOf(caller, patientId, kind) {
  const views = await Promise.all(['mine', 'team', 'unassigned'].map((view) => caller.all(`/api/tasks?view=${view}`)));
  const rows = new Map(views.flat().map((task) => [task.id, task]));
  return [...rows.values()].filter((task) => task.patient.id === patientId && (!kind || task.kind === kind));
}

/** Whole days between two instants on the hospital's calendar (UTC+8). */
export function daysBetween(from, to) {
  const day = (instant) => Math.floor((new Date(instant).getTime() + 8 * 3600e3) / 86_400e3);
  return day(to) - day(from);
}

/** The hospital's day of an instant, `YYYY-MM-DD`. */
export const dayOf = (instant) => new Date(new Date(instant).getTime() + 8 * 3600e3).toISOString().slice(0, 10);

export function addDays(day, days) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** 应随访 = 完成 + 未到期 + 逾期 + 有据关闭, and the closed ones by reason add up. */
export function assertBalanced(ledger) {
  const { should, done, not_due, overdue, closed, difference } = ledger;
  assert.equal(done + not_due + overdue + closed, should, JSON.stringify({ should, done, not_due, overdue, closed }));
  assert.equal(difference, 0);
  assert.equal(ledger.closed_by.reduce((sum, part) => sum + part.count, 0), closed);
  for (const row of ledger.rows) assert.equal(row.done + row.not_due + row.overdue + row.closed, row.should, JSON.stringify(row));
}
