// G03 支架术后 7/30/90: two operations of one person are two follow-ups, each on its own days; a low score opens a task.
import assert from 'node:assert/strict';
import { discharge, nextId } from '../harness/hl7.js';
import { person } from '../harness/people.js';
import { addDays, dayOf, enrolment, enrolmentsIn, openCard, sendAccepted, tasksOf } from '../harness/record.js';
import { story } from '../harness/story.js';

const STENT = { code: '36.0601', name: '药物洗脱冠状动脉支架置入术' };

story('G03 支架术后 7 天 30 天 90 天', ({ step }) => {
  let manager;
  let who;
  let id;
  const operations = [];

  step('同一个人隔 20 天做了两次支架，进两次组，各有各的钥匙', async (house) => {
    manager = await house.as('health_manager');
    who = person({ name: '贺长庚', sex: 'M', age: 64, on: await house.now() });
    id = await openCard(manager, who);
    const [nurse] = await manager.get('/api/colleagues?role=nurse');
    await manager.put(`/api/patients/${id}/care-team`, { staff_id: nurse.id, role: 'nurse' });
    await operate(house, who, operations);
    await house.advance({ days: 20 });
    await operate(house, who, operations);
    const paths = await stents(manager, id);
    assert.equal(paths.length, 2);
    assert.equal(new Set(paths.map((one) => one.key)).size, 2);
  });

  step('同一台手术的消息再发一次，不会进第三次组', async (house) => {
    await sendAccepted(house, discharge(who, operations[1].leaving, operations[1]));
    await house.settle();
    assert.equal((await stents(manager, id)).length, 2);
  });

  step('两次的第 7、30、90 天各自从自己的手术日算', async () => {
    const paths = (await stents(manager, id)).sort((a, b) => (a.anchor_at < b.anchor_at ? -1 : 1));
    for (const [n, path] of paths.entries()) {
      const day = dayOf(operations[n].operation.at);
      assert.equal(path.anchor_at, day);
      assert.deepEqual(await nodeDays(path.id), { d7: addDays(day, 7), d30: addDays(day, 30), d90: addDays(day, 90), d90_call: addDays(day, 90) });
    }
  });

  step('闰年：2028 年 2 月 20 日手术，第 30 天是 3 月 21 日，不是 22 日', async (house) => {
    const made = await manager.post('/api/enrolments', { patient_id: id, pathway_code: 'post_stent', anchor_at: '2028-02-20T02:00:00Z', reason: '外院手术，补入组' });
    await house.settle();
    assert.deepEqual(await nodeDays(made.id), { d7: '2028-02-27', d30: '2028-03-21', d90: '2028-05-20', d90_call: '2028-05-20' });
    await manager.post(`/api/enrolments/${made.id}/stop`, { reason: '核对日期用，不随访' });
  });

  step('第 90 天护士回访，打了 2 分，客服一个工作日内收到任务', async (house) => {
    const first = dayOf(operations[0].operation.at);
    while (dayOf(await house.now()) < addDays(first, 90)) await house.advance({ days: 10 });
    const nurse = await house.as('nurse');
    const call = (await tasksOf(nurse, id)).find((task) => task.title.includes('90'));
    assert.ok(call, JSON.stringify((await tasksOf(nurse, id)).map((task) => task.title)));
    const task = await nurse.get(`/api/tasks/${call.id}`);
    assert.equal(task.sensitive, true, 'a machine may not make this call');
    await nurse.post(`/api/tasks/${call.id}/complete`, { result_code: 'done', answers: { overall: 2, wrong: ['waiting'], call_me: 'yes' } });
    await house.settle();
    const desk = await house.as('service_desk');
    const callback = (await tasksOf(desk, id)).find((one) => one.pathway === '低满意度回访');
    assert.ok(callback, 'no task at the service desk');
  });

  async function nodeDays(enrolmentId) {
    const { obligations } = await enrolment(manager, enrolmentId);
    const dated = obligations.filter((one) => ['d7', 'd30', 'd90', 'd90_call'].includes(one.node));
    return Object.fromEntries(dated.map((one) => [one.node, one.due_from]));
  }
});

const stents = async (manager, id) => (await enrolmentsIn(manager, id, 'post_stent')).filter((one) => one.state !== 'ended');

async function operate(house, who, operations) {
  const at = new Date((await house.now()).getTime() - 26 * 3600e3);
  const one = { visit: nextId('ZY'), operation: { ...STENT, at }, diagnosis: { code: 'I20.000', name: '不稳定型心绞痛' }, leaving: await house.now() };
  operations.push(one);
  await sendAccepted(house, discharge(who, one.leaving, one));
  await house.settle();
}
