/** What a citizen sees of their number on a phone, in a real browser. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import type { PlaceView } from '#contracts/hall/views.ts';
import { fail, ok } from '#contracts/result.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { hearComplaints } from '#test/support/complaints.ts';
import { startFixtureHall, type FixtureHall } from '#test/support/hall-fixture-server.ts';
import { place } from '#test/support/hall-fixtures.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/screens');

needs('chromium')("the page of a citizen's phone", () => {
  let browser: Browser;
  let hall: FixtureHall;
  let page: Page;
  const complaints: string[] = [];
  let loaded = 0;
  /** Shows another place; a page that is looked at again asks at once. */
  const show = async (next: PlaceView): Promise<void> => {
    hall.answer({ place: () => ok(next) });
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  };
  const called: PlaceView = { ...place, state: 'called', ahead: 0, window: 3, expectedWaitMs: null };
  const finished: PlaceView = { ...place, state: 'finished', ahead: 0, canRate: true, further: [] };

  async function openPage(): Promise<Page> {
    const opened = await browser.newPage({ viewport: { width: 360, height: 740 }, locale: 'zh-CN' });
    opened.setDefaultTimeout(30_000);
    hearComplaints(opened, complaints, /net::|409/);
    return opened;
  }

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    hall = await startFixtureHall({ place: () => ok(place) });
    browser = await launchChromium();
    page = await openPage();
    page.on('response', (response) => {
      void response.body().then(
        (body) => (loaded += body.length),
        () => undefined,
      );
    });
    await page.goto(hall.url('phone', 'ticket=token-A023'));
    await page.getByText('前面还有 5 人').waitFor();
  });

  afterAll(async () => {
    await browser.close();
    await hall.close();
  });

  beforeEach(() => {
    hall.asked.length = 0;
  });

  it('shows the place, the expected wait and what comes after', async () => {
    await expect(page.locator('main').innerText()).resolves.toMatch(
      /A023[^]*社保咨询[^]*前面还有 5 人[^]*约 14 分钟[^]*接着办：医保报销/,
    );
    await page.screenshot({ path: join(pictures, 'phone.png') });
  });

  it('weighs less than 40 KB uncompressed, with no font', async () => {
    await page.waitForLoadState('networkidle');
    expect(loaded).toBeGreaterThan(5000);
    expect(loaded).toBeLessThan(40 * 1024);
  });

  it('hears that its place may have moved, and reads it once for all that happened, by the token of the ticket', async () => {
    await until('the line', () => hall.lines.length > 0);
    expect(hall.lines).toEqual([{ token: 'token-A023', since: 1 }]);
    hall.answer({ place: () => ok({ ...place, ahead: 4 }) });
    for (let count = 0; count < 5; count += 1) hall.tell();
    // Sooner than it would look by itself.
    await until('the place', () => page.getByText('前面还有 4 人').isVisible(), 10_000);
    expect(hall.asked).toMatchObject([{ operation: 'place', token: 'token-A023' }]);
  });

  it('says where to go when it is called', async () => {
    hall.answer({ place: () => ok(called) });
    const part = { ticket: 't-A023', number: 'A023', business: 'social', window: 'w3', windowNumber: 3 };
    hall.tell({ kind: 'ticket-called', ...part, state: 'called', times: 1 });
    await page.getByText('请到 3 号窗口').waitFor();
    await page.screenshot({ path: join(pictures, 'phone-called.png') });
    await loadAxe(page);
    expect(await violations(page)).toEqual([]);
  });

  it('asks for a grade after the service, and thanks for it once', async () => {
    await show(finished);
    await page.getByRole('button', { name: '非常满意', exact: true }).waitFor();
    await page.screenshot({ path: join(pictures, 'phone-rating.png') });
    await loadAxe(page);
    expect(await violations(page)).toEqual([]);
    const boxes = await Promise.all(
      (await page.locator('.grade').all()).map((button) => button.boundingBox()),
    );
    expect(boxes).toHaveLength(5);
    for (const box of boxes) expect(box?.height).toBeGreaterThanOrEqual(60);
    hall.answer({
      ratePlace: () => {
        hall.answer({ place: () => ok({ ...finished, grade: 2, canRate: false }) });
        return ok({ grade: 2, before: false });
      },
    });
    await page.getByRole('button', { name: '不满意', exact: true }).click();
    await page.getByText('您的评价：不满意。谢谢！').waitFor();
    const rated = hall.asked.filter(({ operation }) => operation === 'ratePlace');
    expect(rated).toEqual([{ operation: 'ratePlace', input: { grade: 2 }, token: 'token-A023' }]);
  });

  it.each<[state: PlaceView['state'], text: string]>([
    ['parked', '先放一放'],
    ['passed-over', '您的号已经叫过'],
    ['left-over', '今天的业务已经结束，您的号还没有办完'],
    ['void', '请重新取号或到服务台'],
    ['serving', '在 3 号窗口'],
  ])('says what to do when it is %s', async (state, text) => {
    await show({ ...place, state, window: state === 'serving' ? 3 : null });
    await until('the text', () => page.getByText(text).isVisible());
    await page.screenshot({ path: join(pictures, `phone-${state}.png`) });
    // What came after on the ticket comes no more once it is over.
    const isOver = state === 'void' || state === 'left-over';
    await expect(page.getByText('接着办').count()).resolves.toBe(isOver ? 0 : 1);
  });

  it.each(['A1', 'A023', 'AX001', 'ABX1022'])('shows the number %s on one line', async (number) => {
    const lines = (): Promise<number> =>
      page.locator('.number').evaluate((shown) => {
        const signs = document.createRange();
        signs.selectNodeContents(shown);
        return signs.getClientRects().length;
      });
    for (const width of [320, 360, 412]) {
      await page.setViewportSize({ width, height: 740 });
      await show({ ...place, number });
      await page.locator('.number').getByText(number, { exact: true }).waitFor();
      await expect(lines()).resolves.toBe(1);
    }
    await page.screenshot({ path: join(pictures, `phone-number-${number}.png`) });
    await page.setViewportSize({ width: 360, height: 740 });
  });

  it('tells its news in one place that stays, so that they are read out', async () => {
    await show(place);
    await page.getByText('前面还有 5 人').waitFor();
    const region = await page.locator('main').elementHandle();
    await show({ ...place, ahead: 3 });
    await page.getByText('前面还有 3 人').waitFor();
    await expect(region?.evaluate((main) => [main.isConnected, main.ariaLive])).resolves.toEqual([
      true,
      'polite',
    ]);
  });

  it('speaks English, and says when it is cut off and old', async () => {
    await show(place);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('5 people before you').waitFor();
    hall.reachable(false);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByText('The hall cannot be reached').waitFor();
    await loadAxe(page);
    expect(await violations(page)).toEqual([]);
    hall.reachable(true);
    await page.getByText('The hall cannot be reached').waitFor({ state: 'detached' });
  });

  it('says that it cannot reach the hall when it never did', async () => {
    const cutOff = await openPage();
    await cutOff.route('**/v1/**', (route) => route.abort());
    await cutOff.goto(hall.url('phone', 'ticket=token-A023'));
    await cutOff.getByText('连不上大厅').waitFor();
    await cutOff.screenshot({ path: join(pictures, 'phone-unreached.png') });
    await cutOff.unroute('**/v1/**');
    await cutOff.getByText('前面还有').waitFor();
    await expect(cutOff.getByText('连不上大厅').count()).resolves.toBe(0);
    await cutOff.close();
  });

  it('looks by itself in a browser that has no WebSocket', async () => {
    const old = await openPage();
    await old.addInitScript('delete window.WebSocket');
    const lines = hall.lines.length;
    hall.answer({ place: () => ok({ ...place, ahead: 2 }) });
    await old.goto(hall.url('phone', 'ticket=token-A023'));
    await old.getByText('前面还有 2 人').waitFor();
    hall.answer({ place: () => ok({ ...place, ahead: 1 }) });
    await old.getByText('前面还有 1 人').waitFor();
    expect(hall.lines).toHaveLength(lines);
    await old.close();
  });

  it('does not know a token that was made up', async () => {
    hall.answer({ place: () => fail('ticket-unknown') });
    await page.reload();
    await until('the word', () => page.getByText('没有找到这个号').isVisible());
  });

  it('the browser had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
