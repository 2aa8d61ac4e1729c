// G02 糖尿病高风险人群: the live count is what counting by hand gives; who is screened leaves at once.
import assert from 'node:assert/strict';
import { examMessages } from '../harness/exam.js';
import { adt, nextId, oru } from '../harness/hl7.js';
import { person } from '../harness/people.js';
import { enrolmentsIn, openCard, sendAccepted, tasksOf } from '../harness/record.js';
import { story } from '../harness/story.js';

const DAY = 86_400e3;

story('G02 糖尿病高风险人群', ({ step }) => {
  let manager;
  let operations;
  let rule;
  let id;
  let who;

  step('规则写成一句话；预览的人数和逐人数出来的一样', async (house) => {
    manager = await house.as('health_manager');
    operations = await house.as('operations');
    await house.settle();
    const rules = await manager.get('/api/rules');
    ({ rule } = rules.find((one) => one.code === 'dm_high_risk'));
    const preview = await manager.post('/api/rules/preview', { rule });
    for (const word of ['45', '24', '糖尿病', '365']) assert.ok(preview.sentence.includes(word), preview.sentence);
    const counted = await countByHand(manager, await house.now());
    assert.ok(counted > 0, 'the demo has nobody at risk: the comparison proves nothing');
    assert.equal(preview.size, counted, JSON.stringify(preview));
  });

  step('尚文秀 49 岁、体质指数 26.4、父亲有糖尿病、没做过糖耐量：进人群，说得出为什么', async (house) => {
    who = person({ name: '尚文秀', sex: 'F', age: 49, on: await house.now() });
    id = await openCard(manager, who);
    const day = await house.now();
    const [registered, results, finished] = examMessages(who, day, { sbp: 124, dbp: 78, bmi: 26.4 });
    const told = adt('A08', who, day, { patientClass: 'O', visit: nextId('MZ') }, ['DG1|1||Z83.300^糖尿病家族史^ICD10|||A']);
    for (const message of [registered, told, results, finished]) await sendAccepted(house, message);
    await house.settle();
    const why = await manager.get(`/api/segments/${(await segment()).id}/why/${id}`);
    assert.equal(why.holds, true, JSON.stringify(why.reasons));
    assert.ok(why.reasons.length > 0);
  });

  step('她收到筛查提醒；三天后健康管理师有电话任务', async (house) => {
    await house.advance({ days: 1 });
    const received = await house.phone(id);
    assert.equal(received.filter((message) => message.link).length, 1, JSON.stringify(received));
    await house.advance({ days: 5 });
    assert.equal((await ours(await tasksOf(manager, id, 'phone'))).length, 1);
  });

  step('糖耐量结果一到，立刻离开人群，路径结束，电话不用再打', async (house) => {
    const before = (await segment()).size;
    const results = [{ code: 'OGTT2H', name: 'OGTT2小时血糖', value: 7.2, unit: 'mmol/L', range: '<7.8' }];
    await sendAccepted(house, oru(who, await house.now(), results, `${nextId('R')}^糖耐量试验`));
    await house.settle();
    const { id: segmentId, size } = await segment();
    assert.equal(size, before - 1);
    assert.equal((await manager.get(`/api/segments/${segmentId}/why/${id}`)).holds, false);
    assert.equal((await ours(await tasksOf(manager, id, 'phone'))).length, 0);
    const [path] = await enrolmentsIn(manager, id, 'dm_high_risk');
    assert.equal(path.state, 'ended');
  });

  const segment = async () => (await operations.get('/api/segments')).find((one) => one.name.includes('糖尿病高风险'));
  const ours = (tasks) => tasks.filter((task) => task.pathway === '糖尿病高风险干预');
});

/** The same question answered the long way: person by person, from what the manager's pages show. */
async function countByHand(manager, now) {
  const today = new Date(now.getTime() + 8 * 3600e3).toISOString().slice(0, 10);
  let count = 0;
  for (const who of await manager.all('/api/patients?panel=all')) {
    if (!who.birth_date || ageOn(who.birth_date, today) < 45) continue;
    const { conditions } = await manager.get(`/api/patients/${who.id}/facts`);
    const family = conditions.some((one) => one.code.startsWith('Z83.3') || /糖尿病家族史/.test(one.name));
    const ill = conditions.some((one) => /^E1[0-4]/.test(one.code) && one.status !== 'resolved');
    if (!family || ill) continue;
    const bmi = (await points(manager, who, 'bmi')).at(-1);
    const tested = (await points(manager, who, 'ogtt_2h')).some((point) => now - Date.parse(point.at) <= 365 * DAY);
    if (bmi?.value >= 24 && !tested) count += 1;
  }
  return count;
}

async function points(manager, who, metric) {
  const series = await manager.get(`/api/patients/${who.id}/metrics/${metric}`).catch((refused) => {
    if (refused.status === 404) return { points: [] };
    throw refused;
  });
  return series.points;
}

const ageOn = (birth, day) => Number(day.slice(0, 4)) - Number(birth.slice(0, 4)) - (day.slice(5) < birth.slice(5) ? 1 : 0);
