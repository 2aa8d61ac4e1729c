// HL7 clients written by others: what they send is accepted, filed, and shown with its Chinese intact.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Message } from 'node-hl7-client';
import { adt } from '../harness/hl7.js';
import { person } from '../harness/people.js';
import { story } from '../harness/story.js';

const run = promisify(execFile);

story('HL7 别家的客户端', ({ step }) => {
  step('python hl7 的 mllp_send 送来一位䶮先生，得到 AA，档案里姓名一字不差', async (house) => {
    const who = person({ name: '欧阳䶮一', sex: 'M', age: 63, on: await house.now() });
    const folder = mkdtempSync(join(tmpdir(), 'nuanqiao-hl7-'));
    writeFileSync(join(folder, 'one.hl7'), `\x0b${adt('A04', who, await house.now())}\x1c\r`);
    const program = ['-m', 'hl7.client', '--port', String(house.mllp), '--file', join(folder, 'one.hl7'), '127.0.0.1'];
    const { stdout } = await run('python3', program, { timeout: 30_000 });
    rmSync(folder, { recursive: true });
    assert.match(stdout, /MSA\|AA\|/);
    await house.settle();
    assert.equal(await found(house, who), 1);
  });

  step('npm node-hl7-client 在一条连接上连发三位，三个都得到 AA', async (house) => {
    const on = await house.now();
    const people = ['单雄一', '曾大方', '解小萍'].map((name, n) => person({ name, sex: n === 2 ? 'F' : 'M', age: 50 + n, on }));
    const client = new Client({ host: '127.0.0.1' });
    const codes = [];
    let answered;
    const line = client.createConnection({ port: house.mllp }, async (answer) => {
      codes.push(answer.getMessage().get('MSA.1').toString());
      answered?.();
    });
    for (const who of people) {
      const reply = new Promise((resolve) => (answered = resolve));
      await line.sendMessage(new Message({ text: adt('A04', who, on) }));
      await reply;
    }
    await line.close();
    assert.deepEqual(codes, ['AA', 'AA', 'AA']);
    await house.settle();
    for (const who of people) assert.equal(await found(house, who), 1, who.name);
  });
});

/** How many persons a colleague finds by this very name. */
const found = async (house, who) => (await (await house.as('operations')).get(`/api/patients?q=${encodeURIComponent(who.name)}`)).total;
