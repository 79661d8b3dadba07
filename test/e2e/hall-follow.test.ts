/** Pages on a real hall server follow what happens, each with its own token, and nobody touches them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import type { Ticket } from '#contracts/hall-api.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { TestHallServer } from '#test/support/hall-server.ts';
import { valueOf } from '#test/support/halls.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/hall');

needs('chromium')('pages on a hall server', () => {
  let server: TestHallServer;
  let browser: Browser;
  let before: Ticket;
  let own: Ticket;
  let phone: Page;
  let screen: Page;
  let figures: Page;
  let keys = 0;

  const give = async (key: string): Promise<Ticket> => {
    const request = { key, business: 'pension', person: null, priority: null, origin: 'kiosk-1', audit: 'a' };
    return valueOf(await server.hall.issue(request)).ticket;
  };
  /** At window 1, signed in anew: a window without a page counts as lost after a while. */
  const perform = async (
    command: { do: 'call-next'; current: null } | { do: 'finish' } | { do: 'park'; reason: string },
  ): Promise<void> => {
    keys += 1;
    const desk = valueOf(await server.hall.signIn({ key: `s${keys}`, window: 'w1', operator: 'li' }));
    valueOf(await server.hall.perform({ key: `c${keys}`, session: desk.id, ...command }));
  };
  const open = async (address: string): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 1024, height: 600 }, locale: 'zh-CN' });
    await page.goto(address);
    return page;
  };
  const figure = (name: string): Promise<string> =>
    figures.locator('.statistics-total div', { hasText: name }).locator('dd').innerText();
  /** Streams by who hears. */
  const streams = async (who: string): Promise<number> => {
    const { text } = await server.request('/metrics');
    return Number(new RegExp(`yikatong_hall_streams\\{role="${who}"\\} (\\d+)`).exec(text)?.[1]);
  };

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    server = await TestHallServer.start({ pagesFolder: join(import.meta.dirname, '../../dist/pages') });
    before = await give('k1');
    own = await give('k2');
    browser = await launchChromium();
    const { phoneUrl, ratingUrl, statisticsUrl } = server.server.addresses;
    phone = await open(`${phoneUrl}#ticket=${own.token}`);
    screen = await open(`${ratingUrl}&window=w1`);
    figures = await open(statisticsUrl);
    for (const who of ['ticket', 'rating', 'statistics'])
      await until(`${who} hears`, async () => (await streams(who)) === 1);
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  it('the phone knows when somebody before it is called, and goes by its own call', async () => {
    await phone.getByText('前面还有 1 人').waitFor();
    await perform({ do: 'call-next', current: null });
    await until('nobody before it', () => phone.getByText('下一个就是您').isVisible());
    await until('the window', () => screen.getByText(before.number).isVisible());
    await perform({ do: 'park', reason: '材料不齐' });
    // What staff did there is not told to the screen; that nobody is there is.
    await until('nobody there', () => screen.getByText('请等候叫号').isVisible());
    await perform({ do: 'call-next', current: null });
    await until('its call', () => phone.getByText('请到 1 号窗口').isVisible());
  });

  it('the grade at the window is on the phone, and in the figures of today', async () => {
    expect(await figure('办结')).toBe('0');
    await perform({ do: 'finish' });
    await screen.getByText('请评价这次服务').waitFor();
    expect(await screen.locator('.rating-number').innerText()).toBe(own.number);
    await phone.getByRole('button', { name: '满意', exact: true }).waitFor();
    await screen.getByRole('button', { name: '满意', exact: true }).click();
    await screen.getByText('谢谢您的评价').waitFor();
    await until('the grade', () => phone.getByText('您的评价：满意').isVisible());
    await until(
      'the figures',
      async () => (await figure('办结')) === '1' && (await figure('满意率')) === '100.0 %',
      20_000,
    );
    await figures.screenshot({ path: join(pictures, 'figures-follow.png') });
  });

  it('the grade on the phone ends the question at the window', async () => {
    const third = await give('k3');
    await perform({ do: 'call-next', current: null });
    await perform({ do: 'finish' });
    await until('the question', () => screen.getByText(third.number).isVisible());
    const other = await open(`${server.server.addresses.phoneUrl}#ticket=${third.token}`);
    await other.getByRole('button', { name: '基本满意', exact: true }).click();
    await until('it is over', () => screen.getByText('请等候叫号').isVisible());
    await other.close();
  });

  it('a phone that is put away hears nothing more', async () => {
    await until('nobody hears', async () => (await streams('ticket')) === 0);
    const waiting = await give('k4');
    const page = await open(`${server.server.addresses.phoneUrl}#ticket=${waiting.token}`);
    await until('it hears', async () => (await streams('ticket')) === 1);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await until('it is closed', async () => (await streams('ticket')) === 0);
    await page.close();
  });
});
