// G05 红黄绿社区: residents change colour in mid-quarter; nobody is called twice for one duty, nobody falls out, the ledger balances.
import assert from 'node:assert/strict';
import { examMessages } from '../harness/exam.js';
import { nextId, oru } from '../harness/hl7.js';
import { person } from '../harness/people.js';
import { addDays, assertBalanced, dayOf, daysBetween, enrolment, enrolmentsIn, openCard, sendAccepted } from '../harness/record.js';
import { story } from '../harness/story.js';

// 1,000 residents in the story; a colour has so many here, so that all scenarios together stay short.
// NUANQIAO_E2E_RESIDENTS=1000 tells the whole story.
const EACH = Math.max(2, Math.ceil(Number(process.env.NUANQIAO_E2E_RESIDENTS ?? 60) / 3));
const GIVEN = [...'春夏秋冬梅兰竹菊芝莲萍英秀珍玉凤霞彩琴素'];
const PRESSURE = { red: [186, 112], yellow: [148, 92], green: [122, 76] };

story('G05 红黄绿社区', ({ step }) => {
  let manager;
  let begun;
  const residents = [];

  step(`${EACH * 3} 位居民签约，按血压分出红黄绿，各进一次组`, async (house) => {
    manager = await house.as('health_manager');
    begun = await house.now();
    for (const [colour, [sbp, dbp]] of Object.entries(PRESSURE)) {
      for (let n = 0; n < EACH; n += 1) {
        const who = person({ name: `${{ red: '洪', yellow: '黄', green: '陆' }[colour]}${GIVEN[n % 20]}${GIVEN[Math.floor(n / 20) % 20]}`, sex: 'F', age: 66, on: begun });
        who.id = await openCard(manager, who);
        who.colour = colour;
        // Signed a year ago, less so many days: the contracts end one after another over the next 200 days.
        who.left = (n * 37) % 200;
        await manager.post(`/api/patients/${who.id}/contracts`, contract(begun, who.left - 364, who.left));
        for (const message of examMessages(who, begun, { sbp, dbp })) await sendAccepted(house, message);
        // One high reading colours for a month, two for a quarter: the odd ones stay red, the even ones will not.
        if (colour === 'red' && n % 2 === 1) await measure(house, who, [sbp, dbp]);
        residents.push(who);
      }
    }
    await house.settle();
    for (const who of residents) {
      assert.equal((await manager.get(`/api/patients/${who.id}`)).grade, who.colour, who.name);
      assert.equal((await paths(who)).length, 1, who.name);
    }
    assertBalanced(await ledger(house));
  });

  step('一个半月后，一半红级降到黄级、一半绿级升到红级', async (house) => {
    await house.advance({ days: 45 });
    assertBalanced(await ledger(house));
    for (const who of residents.filter((_, n) => n % 2 === 0)) {
      const to = { red: 'yellow', green: 'red' }[who.colour];
      if (!to) continue;
      await measure(house, who, PRESSURE[to]);
      if (to === 'red') await measure(house, who, PRESSURE[to]);
      who.was = who.colour;
      who.colour = to;
    }
    await house.settle();
    for (const who of residents) assert.equal((await manager.get(`/api/patients/${who.id}`)).grade, who.colour, who.name);
    assertBalanced(await ledger(house));
  });

  step('到季度末：还是一人一组，没有一件事做两遍，也没有一件事不见了', async (house) => {
    await house.advance({ days: 45 });
    for (const who of residents) {
      const [path, ...others] = await paths(who);
      assert.equal(others.length, 0, `${who.name} is enrolled twice`);
      const { obligations } = await enrolment(manager, path.id);
      const keys = obligations.map((one) => `${one.node}#${one.due_from}`);
      assert.equal(new Set(keys).size, keys.length, `${who.name}: ${keys}`);
      const open = obligations.filter((one) => ['due', 'overdue'].includes(one.state) && ['red_visit', 'yellow_call'].includes(one.node));
      assert.ok(open.length <= 1, `${who.name} is to be contacted twice: ${JSON.stringify(open)}`);
    }
    assertBalanced(await ledger(house));
  });

  step('一直是红级的人，三个月收到三到四次月提醒，间隔约一个月', async (house) => {
    for (const who of residents.filter((one) => one.colour === 'red' && !one.was)) {
      const reminders = (await house.phone(who.id)).filter((message) => message.link && message.channel !== 'ai_voice');
      const days = reminders.map((message) => daysBetween(begun, message.at));
      const monthly = days.filter((day, n) => n === 0 || day - days[n - 1] >= 25);
      assert.ok(monthly.length >= 3 && monthly.length <= 4, `${who.name}: days ${days}`);
    }
  });

  step('一直是绿级的人没有被上门、没有被打电话', async () => {
    for (const who of residents.filter((one) => one.colour === 'green' && !one.was)) {
      const [path] = await paths(who);
      const { obligations } = await enrolment(manager, path.id);
      assert.ok(obligations.every((one) => one.node === 'green_education'), `${who.name}: ${obligations.map((one) => one.node)}`);
    }
  });

  step('签约到期前 60 天出现在续约名单里，续约的人当天离开，没有一个多、没有一个少', async (house) => {
    const due = (now) => residents.filter((who) => who.left !== null && inside(who, begun, now)).map((who) => who.id);
    const listed = async () => {
      const { id } = (await manager.get('/api/segments')).find((one) => one.name === '签约待续约');
      const members = await manager.all(`/api/segments/${id}/members`);
      return members.map((one) => one.id).filter((one) => residents.some((who) => who.id === one));
    };
    const now = await house.now();
    assert.deepEqual((await listed()).sort(), due(now).sort());
    assert.ok(due(now).length > 0, 'somebody has to be called');
    const renewing = residents.filter((who) => due(now).includes(who.id)).slice(0, 3);
    for (const who of renewing) {
      await manager.post(`/api/patients/${who.id}/contracts`, contract(begun, who.left + 1, who.left + 365));
      who.left += 365;
    }
    await house.settle();
    assert.deepEqual((await listed()).sort(), due(now).sort());
  });

  const paths = (who) => enrolmentsIn(manager, who.id, 'family_colours');

  async function ledger(house) {
    const to = new Date((await house.now()).getTime() + 120 * 86_400e3).toISOString().slice(0, 10);
    return manager.get(`/api/ledger?from=${new Date(begun.getTime() - 86_400e3).toISOString().slice(0, 10)}&to=${to}`);
  }
});

/** A contract from so many days to so many days after an instant. */
function contract(begun, from, until) {
  return { team: '城东社区第一团队', from: addDays(dayOf(begun), from), until: addDays(dayOf(begun), until) };
}

/** Whether the contract is in force and ends within 60 days. */
function inside(who, begun, now) {
  const days = daysBetween(now, new Date(begun.getTime() + who.left * 86_400e3));
  return days >= 0 && days <= 60;
}

/** A reading at the clinic. */
async function measure(house, who, [sbp, dbp]) {
  const results = [
    { code: 'SBP', name: '收缩压', value: sbp, unit: 'mmHg' },
    { code: 'DBP', name: '舒张压', value: dbp, unit: 'mmHg' },
  ];
  await sendAccepted(house, oru(who, await house.now(), results, `${nextId('R')}^门诊测压`));
}
