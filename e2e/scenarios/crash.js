// The power goes in the middle of things, again and again: what was acknowledged is there, what was sent was sent once.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { examMessages } from '../harness/exam.js';
import { nextId, oru } from '../harness/hl7.js';
import { openMllp } from '../harness/mllp.js';
import { person } from '../harness/people.js';
import { openCard } from '../harness/record.js';
import { story } from '../harness/story.js';

const KILLS = 5;
const PEOPLE = 60;

story('断电 断电五次', ({ step }) => {
  const people = [];

  step(`体检系统连发 ${PEOPLE} 人的结果，其间断电 ${KILLS} 次；发送方只重发没有得到确认的`, async (house) => {
    const on = await house.now();
    for (let n = 0; n < PEOPLE; n += 1) people.push({ ...person({ name: `断电${numeral(n)}`, sex: n % 2 ? 'F' : 'M', age: 46 + (n % 20), on }), sbp: 150 + (n % 9) });
    const messages = people.flatMap((who) => examMessages(who, on, { sbp: who.sbp, dbp: 94 }));
    const sending = deliver(house, messages);
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sleep(600 + ((kill * 370) % 900));
      await house.killAndRestart();
    }
    const { acknowledged, tries } = await sending;
    assert.equal(acknowledged, messages.length);
    assert.ok(tries > messages.length, 'no message was in flight when the power went: the test proved nothing');
    await house.settle();
  });

  step('得到确认的一条不少；重发的没有变成两份', async (house) => {
    const manager = await house.as('health_manager');
    const operations = await house.as('operations');
    for (const who of people) {
      // The same resident number finds the person the examination system has sent, and puts him into her panel.
      who.id = await openCard(manager, who);
      assert.equal((await operations.get(`/api/patients?q=${encodeURIComponent(who.name)}`)).total, 1, who.name);
      const { points } = await manager.get(`/api/patients/${who.id}/metrics/sbp`);
      assert.deepEqual(points.map((point) => point.value), [who.sbp], who.name);
    }
    await house.settle();
  });

  step('到了第三天该发消息，其间再断电三次：每人收到一条，没有人收到两条', async (house) => {
    const begun = await house.now();
    for (let round = 0; round < 4; round += 1) {
      const target = begun.getTime() + 4 * 86_400e3;
      const left = Math.max(0, target - (await house.now()).getTime());
      const moving = house.advance({ minutes: Math.ceil(left / 60_000) }).catch(() => null);
      if (round === 3) {
        await moving;
        break;
      }
      await sleep(1500 + round * 700);
      await house.killAndRestart();
      await moving;
    }
    await house.settle();
    for (const who of people) {
      const invited = (await house.phone(who.id)).filter((message) => message.link);
      assert.equal(invited.length, 1, `${who.name} received ${invited.length}: ${invited.map((one) => `${one.at} ${one.message_id}`).join('; ')}`);
    }
  });

  step('断电之后发来的消息照常归档', async (house) => {
    const line = await openMllp(house.mllp);
    const who = people[0];
    const answer = await line.send(oru(who, await house.now(), [{ code: 'SBP', name: '收缩压', value: 138, unit: 'mmHg' }], nextId('R') + '^家庭血压'));
    line.close();
    assert.equal(answer.code, 'AA');
  });
});

/** Sends one after another; what is not acknowledged before the line breaks is sent again, unchanged. */
async function deliver(house, messages) {
  let line = null;
  let tries = 0;
  for (const message of messages) {
    for (;;) {
      tries += 1;
      try {
        line ??= await openMllp(house.mllp);
        const answer = await line.send(message);
        if (answer.code === 'AA') break;
        if (answer.code === 'AR') await sleep(200);
        else assert.fail(`${answer.code}: ${answer.raw}`);
      } catch (error) {
        if (error.code === 'ERR_ASSERTION') throw error;
        line = null;
        await sleep(100);
      }
    }
  }
  line?.close();
  return { acknowledged: messages.length, tries };
}

const numeral = (n) => [...String(n).padStart(2, '0')].map((digit) => '零一二三四五六七八九'[Number(digit)]).join('');
