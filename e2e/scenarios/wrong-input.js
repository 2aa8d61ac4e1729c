// The wrong-input tour: every door is handed nonsense, and answers with a sentence instead of falling over.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after } from 'node:test';
import { desk, openBrowser, openPage, phone, picture } from '../harness/browser.js';
import { adt, nextId, stamp } from '../harness/hl7.js';
import { openMllp } from '../harness/mllp.js';
import { person } from '../harness/people.js';
import { story } from '../harness/story.js';

const NONSENSE_BODIES = [undefined, '', 'null', '[]', '{}', '"文字"', '{"', '{"没有这一项":1}', JSON.stringify({ q: 'x'.repeat(8_000) })];
const NONSENSE_IDS = ['x', '0', '-1', "';DROP TABLE patient;--", '../../etc/passwd', '%00', '患者', randomUUID()];
const CHINESE = /[\u4e00-\u9fff]/;

story('乱填 到处乱填', ({ check, tag }) => {
  let browser;
  after(() => browser?.close());

  check('没有登录，除公开的几处外，每个接口都请他先登录', async (house) => {
    const open = ['/api/session', '/api/setup', '/api/demo/', '/api/h5/', '/api/openapi.json'];
    for (const { method, path } of await operations(house)) {
      if (open.some((prefix) => path.startsWith(prefix))) continue;
      const { status, body } = await call(house, method, fill(path, randomUUID()), { body: method === 'GET' ? undefined : '{}' });
      assert.equal(status, 401, `${method} ${path} answered ${status} to nobody`);
      assert.match(body.message ?? body.issue?.[0]?.diagnostics ?? body.issue?.[0]?.details?.text ?? '', CHINESE, `${method} ${path}`);
    }
  });

  check('登录的人给每个接口乱七八糟的编号和内容：没有一个 500，每个拒绝都有一句中文和编码', async (house) => {
    const people = await Promise.all(['health_manager', 'system_admin', 'department_head', 'operations'].map((role) => house.as(role)));
    const bad = [];
    for (const { method, path } of await operations(house)) {
      if (path.startsWith('/api/session') || path === '/api/demo/clock' || path === '/api/demo/settle') continue;
      for (const [n, id] of NONSENSE_IDS.entries()) {
        const { token } = people[n % people.length];
        const body = method === 'GET' || method === 'DELETE' ? undefined : NONSENSE_BODIES[(n + path.length) % NONSENSE_BODIES.length];
        const query = n % 2 ? '?page=-1&size=99999999&sort=%27&q=%25%00' : '?page=abc&from=31-02-2026&limit=-5';
        bad.push(...faults(await call(house, method, fill(path, id) + query, { token, body }), `${method} ${path} ${id} ${body}`));
        if (!path.includes('{')) break;
      }
      if (method !== 'GET') {
        for (const body of NONSENSE_BODIES) {
          bad.push(...faults(await call(house, method, fill(path, randomUUID()), { token: people[0].token, body }), `${method} ${path} ${String(body).slice(0, 40)}`));
        }
      }
    }
    assert.deepEqual(bad, []);
  });

  check('HL7 口子收到半截的、没有 MSH 的、不认识的：说明原因，记在隔离区，后面的好消息照收', async (house) => {
    const on = await house.now();
    const line = await openMllp(house.mllp);
    const unknown = `MSH|^~\\&|HIS|DEMO|NUANQIAO|DEMO|${stamp(on)}||QQQ^Z99|${nextId('BAD')}|P|2.5.1\r`;
    assert.match((await line.send(unknown)).code, /^A[ER]$/);
    assert.match((await line.send('PID|1||没有消息头\r')).code, /^A[ER]$/);
    assert.match((await line.send(`MSH|^~\\&|HIS|DEMO|NUANQIAO|DEMO|${stamp(on)}||ADT^A04|${nextId('BAD')}|P|2.5.1\rEVN|A04\r`)).code, /^A[ER]$/);
    const good = await line.send(adt('A04', person({ name: '好消息', sex: 'F', age: 41, on }), on));
    assert.equal(good.code, 'AA');
    line.close();
    const kept = await (await house.as('system_admin')).get('/api/inbound?state=quarantined');
    assert.ok(kept.total >= 3, `${kept.total} kept`);
    for (const row of kept.items.slice(0, 3)) assert.match(row.error, CHINESE);
  });

  check('密码错了，页面用一句话说清楚，不说是账号错还是密码错', async (house) => {
    browser ??= await openBrowser();
    const page = await openPage(browser, desk);
    await page.goto(`${house.url}/`);
    await page.getByText('用用户名和密码登录').click();
    await page.getByLabel('工号或用户名').fill('guanli');
    await page.getByLabel('密码').fill('不对的密码');
    await page.locator('button[type=submit]').click();
    const sentence = await page.locator('.ant-message-notice').first().innerText();
    assert.match(sentence, /用户名或密码|账号或密码|登录名或密码/);
    await picture(page, `${tag}-1-wrong-password`);
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });

  check('不存在的页面、别人的患者、编出来的链接，都有一句话和一条出路', async (house) => {
    browser ??= await openBrowser();
    const page = await openPage(browser, desk, (await house.as('health_manager')).cookies());
    await page.goto(`${house.url}/patients/${randomUUID()}`);
    await page.getByText(/没有找到|没有查看权限/).first().waitFor();
    await picture(page, `${tag}-2-nobody`);
    await page.goto(`${house.url}/nowhere/at/all`);
    await page.waitForTimeout(1000);
    assert.match(await page.locator('body').innerText(), /没有|不存在|返回|找不到/);
    await picture(page, `${tag}-3-nowhere`);
    assert.deepEqual(page.troubles, []);
    await page.context().close();
    const hand = await openPage(browser, phone);
    await hand.goto(`${house.url}/h5/f/made-up-token-that-nobody-gave`);
    await hand.getByText('没有找到这个链接').waitFor();
    await picture(hand, `${tag}-4-made-up-link`);
    await hand.goto(`${house.url}/h5/`);
    await hand.getByText('请从医院发来的链接进入').waitFor();
    await hand.context().close();
  });
});

async function operations(house) {
  const document = await house.nobody.get('/api/openapi.json').catch(async () => (await house.keeper()).get('/api/openapi.json'));
  const all = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })));
  assert.ok(all.length > 60, `only ${all.length} operations`);
  return all.filter(({ method }) => ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method));
}

const fill = (path, id) => path.replace(/\{[^}]+\}/g, encodeURIComponent(id));

async function call(house, method, path, { token, body }) {
  const headers = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const answer = await fetch(house.url + path, { method, headers, body });
  const text = await answer.text();
  try {
    return { status: answer.status, body: JSON.parse(text) };
  } catch {
    return { status: answer.status, body: { message: text } };
  }
}

function faults({ status, body }, what) {
  if (status >= 500) return [`${status} ${what}: ${JSON.stringify(body).slice(0, 200)}`];
  if (status < 400 || what.includes('/fhir/')) return [];
  const complete = typeof body.code === 'string' && CHINESE.test(body.message ?? '') && typeof body.request_id === 'string';
  return complete ? [] : [`${status} ${what}: ${JSON.stringify(body).slice(0, 200)}`];
}
