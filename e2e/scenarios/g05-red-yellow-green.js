// G05 红黄绿社区: residents change colour in mid-quarter; nobody is called twice for one duty, nobody falls out, the ledger balances.
import assert from 'node:assert/strict';
import { examMessages } from '../harness/exam.js';
import { nextId, oru } from '../harness/hl7.js';
import { person } from '../harness/people.js';
import { assertBalanced, daysBetween, enrolment, enrolmentsIn, openCard, sendAccepted } from '../harness/record.js';
import { story } from '../harness/story.js';

const EACH = 8;
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
        const who = person({ name: `${{ red: '洪', yellow: '黄', green: '陆' }[colour]}${'春夏秋冬梅兰竹菊'[n]}芳`, sex: 'F', age: 66, on: begun });
        who.id = await openCard(manager, who);
        who.colour = colour;
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

  const paths = (who) => enrolmentsIn(manager, who.id, 'family_colours');

  async function ledger(house) {
    const to = new Date((await house.now()).getTime() + 120 * 86_400e3).toISOString().slice(0, 10);
    return manager.get(`/api/ledger?from=${new Date(begun.getTime() - 86_400e3).toISOString().slice(0, 10)}&to=${to}`);
  }
});

/** A reading at the clinic. */
async function measure(house, who, [sbp, dbp]) {
  const results = [
    { code: 'SBP', name: '收缩压', value: sbp, unit: 'mmHg' },
    { code: 'DBP', name: '舒张压', value: dbp, unit: 'mmHg' },
  ];
  await sendAccepted(house, oru(who, await house.now(), results, `${nextId('R')}^门诊测压`));
}
