// Two servers on one database, as a hospital runs them for safety: together they do everything once.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { shared } from '../harness/database.js';
import { examMessages } from '../harness/exam.js';
import { House } from '../harness/house.js';
import { openMllp } from '../harness/mllp.js';
import { person } from '../harness/people.js';
import { openHouse } from '../harness/seed.js';
import { startServer } from '../harness/server.js';

const PEOPLE = 24;

if (!shared) {
  test('两台服务器共用一个 PostgreSQL', { skip: 'NUANQIAO_TEST_PG is not set' }, () => {});
} else {
  describe('两台服务器共用一个 PostgreSQL', () => {
    let first;
    let second;
    const people = [];
    after(async () => {
      await second?.server.stop();
      await first?.stop();
    });

    test('同一批消息同时送到两台，每条只归档一次', async () => {
      first = await openHouse(shared, 'two-servers-a');
      const { database, data } = first.server.wish;
      second = new House(await startServer({ database, data, label: 'two-servers-b' }), async () => {});
      const on = await first.now();
      for (let n = 0; n < PEOPLE; n += 1) people.push(person({ name: `双机${'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地'[n]}`, sex: 'M', age: 50, on }));
      const messages = people.flatMap((who) => examMessages(who, on, { sbp: 151, dbp: 95 }));
      const lines = [await openMllp(first.mllp), await openMllp(second.mllp)];
      for (const text of messages) {
        const codes = (await Promise.all(lines.map((line) => line.send(text)))).map((answer) => answer.code);
        assert.deepEqual(codes, ['AA', 'AA']);
      }
      for (const line of lines) line.close();
      await first.settle();
      const operations = await first.as('operations');
      for (const who of people) {
        const found = await operations.get(`/api/patients?q=${encodeURIComponent(who.name)}`);
        assert.equal(found.total, 1, who.name);
        who.id = found.items[0].id;
      }
    });

    test('两台都在走时钟和发消息，每位患者只收到一条', async () => {
      await first.advance({ days: 4 });
      await second.settle();
      for (const who of people) {
        const invited = (await first.phone(who.id)).filter((message) => message.link);
        assert.equal(invited.length, 1, `${who.name} received ${invited.length}`);
      }
    });

    test('在一台登录，另一台认得；一台停掉，另一台接着做', async () => {
      const manager = await first.as('health_manager');
      const elsewhere = await fetch(`${second.url}/api/session`, { headers: { authorization: `Bearer ${manager.token}` } });
      assert.equal(elsewhere.status, 200);
      await first.server.kill();
      await second.advance({ days: 10 });
      assert.equal((await second.nobody.get('/ready')).database, 'ok');
    });
  });
}
