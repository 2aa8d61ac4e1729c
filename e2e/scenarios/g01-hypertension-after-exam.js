// G01 体检后被遗忘: a blood pressure of 152/96 at an examination ends neither in a drawer nor in silence.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { desk, openBrowser, openPage, phone, picture } from '../harness/browser.js';
import { examMessages } from '../harness/exam.js';
import { person } from '../harness/people.js';
import { daysBetween, enrolment, enrolmentsIn, openCard, sendAccepted, tasksOf } from '../harness/record.js';
import { story } from '../harness/story.js';

story('G01 高血压体检后不被遗忘', ({ step, tag }) => {
  let browser;
  let manager;
  let id;
  let examined;
  let entered;
  after(() => browser?.close());

  step('52 岁的周立民体检，血压 152/96，体检系统逐条送来，条条得到确认', async (house) => {
    manager = await house.as('health_manager');
    examined = await house.now();
    const who = person({ name: '周立民', sex: 'M', age: 52, on: examined });
    id = await openCard(manager, who);
    await manager.put(`/api/patients/${id}/consents/ai_call`, { granted: true, evidence: '体检前台纸质同意书' });
    for (const message of examMessages(who, examined, { sbp: 152, dbp: 96 })) await sendAccepted(house, message);
    await house.settle();
    const patient = await manager.get(`/api/patients/${id}`);
    assert.equal(patient.age, 52);
    assert.equal((await manager.get(`/api/patients/${id}/metrics/sbp`)).points.at(-1).value, 152);
  });

  step('一分钟内：结果在时间轴上标为异常，进了“体检血压偏高随访”，说得出为什么', async (house) => {
    assert.ok((await house.now()) - examined < 60_000, 'it took longer than a minute');
    const { items } = await manager.get(`/api/patients/${id}/timeline`);
    assert.ok(items.some((item) => item.lane === 'clinical' && item.abnormal), JSON.stringify(items.slice(0, 5)));
    const mine = await enrolmentsIn(manager, id, 'exam_bp');
    assert.equal(mine.length, 1);
    entered = await enrolment(manager, mine[0].id);
    const [receipt] = await manager.get(`/api/receipts?subject_kind=enrolment&subject_id=${entered.id}`);
    const pressure = receipt.facts.find((fact) => fact.value.includes('152'));
    assert.ok(pressure, JSON.stringify(receipt));
    assert.ok(pressure.source && pressure.at, 'a fact without source or time');
  });

  step('第 3 天，手机收到请他在家复测的消息，带着问卷链接', async (house) => {
    assert.equal((await house.phone(id)).length, 0, 'nothing before its day');
    await house.advance({ days: 3 });
    const received = (await house.phone(id)).filter((message) => message.channel !== 'ai_voice');
    assert.equal(received.length, 1, JSON.stringify(received));
    assert.equal(daysBetween(examined, received[0].at), 3);
    assert.ok(received[0].text.includes('血压'));
    const sent = await manager.get(`/api/messages/${received[0].message_id}`);
    assert.ok(sent.receipts.length > 0, 'a send without a receipt');
    browser = await openBrowser();
    const page = await openPage(browser, phone);
    await page.goto(house.url + new URL(received[0].link).pathname);
    await page.getByRole('button', { name: '开始填写' }).waitFor();
    await picture(page, `${tag}-1-day-3-link`);
    await page.context().close();
  });

  step('他没有填。两天后打语音电话；还没有，再一天后健康管理师拿到电话任务', async (house) => {
    await house.advance({ days: 2, hours: 4 });
    const voice = (await house.phone(id)).filter((message) => message.channel === 'ai_voice');
    assert.equal(voice.length, 1, JSON.stringify(await house.phone(id)));
    assert.equal((await calls(manager, id)).length, 0, 'the human comes after the machine');
    await house.advance({ days: 1 });
    const [call, ...others] = await calls(manager, id);
    assert.ok(call, 'no human task');
    assert.equal(others.length, 0);
    assert.ok(call.reasons.length > 0, 'a task without a reason');
  });

  step('每一步都有凭据：进组、消息、语音、转人工', async () => {
    const { log } = await enrolment(manager, entered.id);
    for (const entry of log) {
      assert.match(entry.sentence, /[\u4e00-\u9fff]/);
      // A date set is not a deed yet; the deed on that date has its receipt.
      if (entry.did !== 'planned') assert.ok(entry.receipt_id, `no receipt: ${entry.sentence}`);
    }
    assert.deepEqual([...new Set(['d3', 'voice', 'call'].filter((node) => !log.some((entry) => entry.node === node)))], []);
    for (const message of await manager.all(`/api/messages?patient_id=${id}`)) {
      assert.ok((await manager.get(`/api/messages/${message.id}`)).receipts.length > 0, message.text);
    }
  });

  step('健康管理师在工作台看到他，打开任务，有提纲、有最近情况', async (house) => {
    const page = await openPage(browser, desk, manager.cookies());
    await page.goto(`${house.url}/`);
    await page.getByText('周立民').first().waitFor();
    await picture(page, `${tag}-2-workbench`);
    const [call] = await calls(manager, id);
    const task = await manager.get(`/api/tasks/${call.id}`);
    assert.ok(task.script.length > 0);
    await page.goto(`${house.url}/tasks/${call.id}`);
    await page.getByText('周立民').first().waitFor();
    await picture(page, `${tag}-3-task`);
    await page.goto(`${house.url}/patients/${id}`);
    await page.getByText('周立民').first().waitFor();
    await page.waitForTimeout(800);
    await picture(page, `${tag}-4-patient`);
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });

  step('电话里问到血压 136/84，填进问卷，任务完成，路径里不再欠他', async (house) => {
    const [call] = await calls(manager, id);
    const task = await manager.get(`/api/tasks/${call.id}`);
    assert.equal(task.form_code, 'home_bp');
    await manager.post(`/api/tasks/${call.id}/complete`, { result_code: 'done', answers: { bp: { sbp: 136, dbp: 84 }, moment: 'morning' } });
    await house.settle();
    assert.equal((await calls(manager, id)).length, 0);
    assert.equal((await manager.get(`/api/patients/${id}/metrics/sbp`)).points.at(-1).value, 136);
  });
});

const calls = async (manager, id) => (await tasksOf(manager, id, 'phone')).filter((task) => task.pathway === '体检血压偏高随访');
