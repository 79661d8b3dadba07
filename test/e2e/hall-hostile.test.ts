/** Names that somebody wrote to break a page: on every page of the hall they are text, and stay in their places. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { hallConfigurationSchema } from '#contracts/hall/configuration.ts';
import { hallPages, type HallRole } from '#contracts/hall/paths.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { hearComplaints } from '#test/support/complaints.ts';
import { TestHallServer } from '#test/support/hall-server.ts';
import { valueOf } from '#test/support/halls.ts';
import { hostileNames } from '#test/support/hostile-names.ts';
import { needs } from '#test/support/needs.ts';
import { textOutside } from '#test/support/text-outside.ts';

const repository = join(import.meta.dirname, '../..');
const pictures = join(repository, 'test-results/hostile');
const names = Object.values(hostileNames);
const businesses = names.map((name, index) => ({
  id: `b${index}`,
  name: { zh: name, en: name },
  prefix: 'ABCDEFGHIJKL'.charAt(index),
}));
const staffNames = names.map((name) => name.slice(0, 24));
const configuration = hallConfigurationSchema.parse({
  name: { zh: hostileNames.markup, en: hostileNames.unbroken },
  businesses,
  windows: [
    { id: 'w1', number: 1, businesses: businesses.map(({ id }) => id) },
    { id: 'w2', number: 999, businesses: ['b0'] },
  ],
  staff: staffNames.map((name, index) => ({ id: `s${index}`, name })),
  notices: names.map((text, index) => ({ id: `n${index}`, text: { zh: text, en: text } })),
});
const desktop = { width: 1366, height: 768 };

needs('chromium')('hostile names', () => {
  let browser: Browser;
  let server: TestHallServer;
  const tokens: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    server = await TestHallServer.start({ configuration, pagesFolder: join(repository, 'dist/pages') });
    const request = { person: null, priority: null, origin: hostileNames.quotes, audit: 'a' };
    for (const [index, { id }] of [...businesses, ...businesses].entries()) {
      const given = valueOf(await server.hall.issue({ ...request, key: `k${index}`, business: id }));
      tokens.push(given.ticket.token);
    }
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  async function open(
    page: keyof typeof hallPages,
    role: HallRole | null,
    { viewport = desktop, more = '' } = {},
  ): Promise<Page> {
    const opened = await browser.newPage({ viewport, locale: 'zh-CN' });
    hearComplaints(opened, complaints);
    const fragment = role === null ? more : `token=${server.token(role)}${more}`;
    await opened.goto(`${server.origin}${hallPages[page]}#${fragment}`);
    return opened;
  }

  /** Every one of `texts` stands there as it is, nothing of them became an element or ran, nothing leaves its place. */
  async function expectHarmless(page: Page, name: string, texts: readonly string[]): Promise<void> {
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
    const found = await page.evaluate(() => ({
      // Also what is cut or waits to be scrolled to; fields hold their text beside.
      text: [
        document.body.textContent,
        ...[...document.querySelectorAll('input')].map(({ value }) => value),
      ].join('\n'),
      ran: 'hacked' in window,
      made: document.querySelectorAll('img[src="x"], #page script, #page b, #page a[href^="http"]').length,
    }));
    expect(texts.filter((text) => !found.text.includes(text))).toEqual([]);
    expect({ ran: found.ran, made: found.made }).toEqual({ ran: false, made: 0 });
    expect(await page.evaluate(textOutside)).toEqual([]);
    expect(complaints).toEqual([]);
  }

  it('are text on the board', async () => {
    const page = await open('board', 'board', { viewport: { width: 1920, height: 1080 } });
    await page.getByText(hostileNames.markup).first().waitFor();
    await expectHarmless(page, 'board', [hostileNames.markup]);
    await page.close();
  });

  it('are text at a window, with everybody who waits', async () => {
    const page = await open('caller', 'caller');
    await page.getByLabel('1 号窗口').check();
    await page.getByLabel('您是谁').selectOption({ label: staffNames[0] ?? '' });
    await expectHarmless(page, 'caller-sign-in', staffNames);
    await page.getByRole('button', { name: '登录并开窗' }).click();
    await page.getByRole('region', { name: '当前号' }).waitFor();
    await page.getByText('开窗中').waitFor();
    await page.keyboard.press('F2');
    await page.locator('.current-number').getByText('A001').waitFor();
    await expectHarmless(page, 'caller', names);
    // The page may hear of the call before the answer to its press, and takes no other one until then.
    await page.locator('button:enabled', { hasText: /F10$/ }).waitFor();
    await page.keyboard.press('F10');
    await page.getByRole('group', { name: '转到哪里' }).waitFor();
    await expectHarmless(page, 'caller-transfer', [...names, staffNames[1] ?? '']);
    await page.close();
  });

  it.each(Object.keys(hostileNames))('are text on the phone of a ticket: %s', async (kind) => {
    const index = Object.keys(hostileNames).indexOf(kind);
    const page = await open('phone', null, {
      viewport: { width: 360, height: 740 },
      more: `ticket=${tokens[index]}`,
    });
    await page
      .getByText(names[index] ?? '')
      .first()
      .waitFor();
    await expectHarmless(page, `phone-${kind}`, [names[index] ?? '']);
    await page.close();
  });

  it('are text at the screen for grades', async () => {
    const page = await open('rating', 'rating', {
      viewport: { width: 1024, height: 768 },
      more: '&window=w1',
    });
    await page.getByText(hostileNames.markup).first().waitFor();
    await expectHarmless(page, 'rating', [hostileNames.markup]);
    await page.close();
  });

  it('are text in figures and their charts', async () => {
    const page = await open('statistics', 'statistics');
    await page.getByRole('table').waitFor();
    await expectHarmless(page, 'statistics', names);
    await page.close();
  });

  it('are text where they are edited', async () => {
    const page = await open('administration', 'administrator');
    await page.getByRole('heading', { name: '大厅管理' }).waitFor();
    await expectHarmless(page, 'administration', [...names, ...staffNames]);
    await page.close();
  });
});
