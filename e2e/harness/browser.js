// A real Chromium; every page it visited can leave a picture in e2e/artefacts.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { artefacts } from './server.js';

const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export async function openBrowser() {
  const executablePath = process.env.CHROMIUM_PATH ?? known.find(existsSync);
  if (!executablePath) throw new Error('no Chromium found; name one in CHROMIUM_PATH');
  return chromium.launch({ executablePath, headless: true, args: flags });
}

/** Sizes we look at: the desk of a nurse, the phone of a patient. */
export const desk = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' };
export const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
};

/** A page that remembers what went wrong in it; `page.troubles` must be empty at the end of a scenario. */
export async function openPage(browser, kind, cookies = []) {
  const context = await browser.newContext(kind);
  if (cookies.length > 0) await context.addCookies(cookies);
  const page = await context.newPage();
  page.troubles = [];
  page.on('pageerror', (error) => page.troubles.push(String(error)));
  page.on('response', (response) => {
    if (response.status() >= 500) page.troubles.push(`${response.status()} ${response.url()}`);
  });
  return page;
}

export const picture = (page, name) => page.screenshot({ path: join(artefacts, `${name}.png`) });
