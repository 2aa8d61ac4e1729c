// A patient of seventy with a phone: taps the link of a message, answers one question a screen, in a tunnel too.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { openBrowser, openPage, phone, picture } from '../harness/browser.js';
import { person } from '../harness/people.js';
import { openCard } from '../harness/record.js';
import { story } from '../harness/story.js';
import { until } from '../harness/until.js';

story('H5 患者手机页', ({ step, tag }) => {
  let browser;
  let patient;
  let link;
  after(() => browser?.close());

  step('护士给新登记的张阿姨发一份家庭血压问卷，手机收到链接', async (house) => {
    browser = await openBrowser();
    const who = person({ name: '张素芬', sex: 'F', age: 70, on: await house.now() });
    const nurse = await house.as('health_manager');
    patient = { id: await openCard(nurse, who) };
    await nurse.post('/api/messages', { patient_id: patient.id, template_code: 'home_bp_invite', class: 'clinical_routine' });
    await house.settle();
    const received = await until('the message', () => house.phone(patient.id));
    link = new URL(received.at(-1).link);
    assert.match(link.pathname, /^\/h5\/f\/[A-Za-z0-9_-]{20,}$/);
  });

  step('打开链接：医院名、护士名、电话都在，字是 18 px，按钮 48 px 高', async (house) => {
    const page = await openPage(browser, phone);
    await page.goto(house.url + link.pathname);
    await page.getByRole('button', { name: '开始填写' }).waitFor();
    const size = await page.evaluate(() => getComputedStyle(document.body).fontSize);
    assert.equal(size, '18px');
    for (const control of await page.locator('button:visible, a[href^="tel:"]:visible').all()) {
      const box = await control.boundingBox();
      assert.ok(box.height >= 48, `${await control.innerText()} is ${box.height} px high`);
    }
    const head = await page.locator('header').innerText();
    assert.ok(head.includes('电话'), head);
    await picture(page, `${tag}-1-intro`);
    await page.getByRole('button', { name: '大字' }).click();
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).fontSize), '22px');
    await picture(page, `${tag}-2-large-type`);
    await page.context().close();
  });

  step('填到一半进了隧道：答案留在手机里；出了隧道自动提交，只交一次', async (house) => {
    const page = await openPage(browser, phone);
    await page.goto(house.url + link.pathname);
    await page.getByRole('button', { name: /开始填写|接着填/ }).click();
    await page.getByLabel('高压').fill('146');
    await page.getByLabel('低压').fill('88');
    await page.getByRole('button', { name: '下一题' }).click();
    await page.context().setOffline(true);
    await answerRest(page);
    await picture(page, `${tag}-3-overview-offline`);
    await page.getByRole('button', { name: '确认提交' }).click();
    await page.getByText('还没有交出去').waitFor();
    await picture(page, `${tag}-4-waiting`);
    await page.context().setOffline(false);
    await page.getByRole('heading', { name: '已经收到' }).waitFor({ timeout: 20_000 });
    await picture(page, `${tag}-5-thanks`);
    assert.deepEqual(page.troubles, []);
    await page.context().close();
    await house.settle();
    const answers = await (await house.as('health_manager')).all(`/api/patients/${patient.id}/answers`);
    assert.equal(answers.length, 1);
  });

  step('血压进了档案，标明是在家量的', async (house) => {
    const nurse = await house.as('health_manager');
    const sbp = await nurse.get(`/api/patients/${patient.id}/metrics/sbp`);
    assert.equal(sbp.points.at(-1).value, 146);
  });

  step('同一个链接不能再交第二次', async (house) => {
    const page = await openPage(browser, phone);
    await page.goto(house.url + link.pathname);
    await page.getByText('已经交过').first().waitFor();
    await picture(page, `${tag}-6-done`);
    await page.context().close();
  });

  step('今天页看到最近的血压；再记一次；为什么收到这条说得明白', async (house) => {
    const page = await openPage(browser, phone);
    await page.goto(`${house.url}${link.pathname.replace('/f/', '/t/')}`);
    await page.getByText('最近的测量').waitFor();
    await picture(page, `${tag}-7-today`);
    await page.getByRole('button', { name: '记一次血压' }).click();
    await page.getByLabel('高压').fill('88');
    await page.getByLabel('低压').fill('138');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('填反').waitFor();
    await page.getByLabel('高压').fill('138');
    await page.getByLabel('低压').fill('88');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已经记下').waitFor();
    await picture(page, `${tag}-8-reading`);
    await page.getByRole('button', { name: '回到今天' }).click();
    await page.getByRole('button', { name: '为什么收到这条' }).first().click();
    await page.getByText('想少收一点').waitFor();
    await picture(page, `${tag}-9-why`);
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });
});

/** Whatever the form asks further on: the first choice, or nothing where nothing is needed. */
async function answerRest(page) {
  for (let n = 0; n < 30; n += 1) {
    const review = page.getByRole('button', { name: '确认提交' });
    if (await review.isVisible()) return;
    const none = page.getByLabel('以上都没有');
    const first = page.locator('.choice input, .scale-place input').first();
    if (await none.isVisible()) await none.check();
    else if ((await first.count()) > 0) await first.check({ force: true });
    await page.getByRole('button', { name: /下一题|看一遍再交/ }).click();
    await page.waitForTimeout(80);
  }
  throw new Error('the form does not end');
}
