/** What citizens see of the hall on their phone and at a window, in a real browser. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import type { EventBody } from '#contracts/hall/events.ts';
import type { PlaceView } from '#contracts/hall/views.ts';
import { fail, ok } from '#contracts/result.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { startFixtureHall, type FixtureHall } from '#test/support/hall-fixture-server.ts';
import { configuration, place } from '#test/support/hall-fixtures.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

/** What is not wholly on the screen: runs in the browser. */
function notWhole(): string[] {
  return [...document.querySelectorAll('button, h1, p, .grade-face')]
    .filter((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const holder = element.closest('main')?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
      return left < 0 || right > innerWidth || top < holder.top - 1 || bottom > holder.bottom + 1;
    })
    .map(({ textContent }) => textContent);
}

const pictures = join(import.meta.dirname, '../../test-results/screens');

needs('chromium')('the pages of citizens', () => {
  let browser: Browser;
  let hall: FixtureHall;
  const complaints: string[] = [];

  async function openPage(width: number, height: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height }, locale: 'zh-CN' });
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => {
      const expected = /net::|409/.test(message.text());
      if (message.type() === 'error' && !expected) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    return page;
  }

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    hall = await startFixtureHall({
      place: () => ok(place),
      about: () =>
        ok({
          name: configuration.name,
          timeZone: 'Asia/Shanghai',
          day: { date: '2026-01-05', state: 'open', by: null },
          dayFrom: 0,
          dayUntil: 1,
          now: 0,
          phoneUrl: null,
        }),
      signs: () =>
        ok({
          seq: 1,
          windows: [
            { window: 'w1', number: 1, current: 'A021' },
            { window: 'w3', number: 3, current: null },
          ],
        }),
    });
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    await hall.close();
  });

  beforeEach(() => {
    hall.asked.length = 0;
  });

  describe('on a phone', () => {
    let page: Page;
    let loaded = 0;
    /** Shows another place; a page that is looked at again asks at once. */
    const show = async (next: PlaceView): Promise<void> => {
      hall.answer({ place: () => ok(next) });
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    };
    const called: PlaceView = { ...place, state: 'called', ahead: 0, window: 3, expectedWaitMs: null };
    const finished: PlaceView = { ...place, state: 'finished', ahead: 0, canRate: true, further: [] };

    beforeAll(async () => {
      page = await openPage(360, 740);
      page.on('response', (response) => {
        void response.body().then(
          (body) => (loaded += body.length),
          () => undefined,
        );
      });
      await page.goto(hall.url('phone', 'ticket=token-A023'));
      await page.getByText('前面还有 5 人').waitFor();
    });

    it('shows the place, the expected wait and what comes after, by the token of the ticket', async () => {
      await expect(page.locator('main').innerText()).resolves.toMatch(
        /A023[^]*社保咨询[^]*前面还有 5 人[^]*约 14 分钟[^]*接着办：医保报销/,
      );
      expect(hall.asked[0] ?? { token: 'token-A023' }).toMatchObject({ token: 'token-A023' });
      await page.screenshot({ path: join(pictures, 'phone.png') });
    });

    it('weighs less than 40 KB uncompressed, with no font', async () => {
      await page.waitForLoadState('networkidle');
      expect(loaded).toBeGreaterThan(5000);
      expect(loaded).toBeLessThan(40 * 1024);
    });

    it('hears that its place may have moved, and reads it once for all that happened', async () => {
      await until('the line', () => hall.lines.length > 0);
      expect(hall.lines).toEqual([{ token: 'token-A023', since: 1 }]);
      hall.answer({ place: () => ok({ ...place, ahead: 4 }) });
      for (let count = 0; count < 5; count += 1) hall.tell();
      // Sooner than it would look by itself.
      await until('the place', () => page.getByText('前面还有 4 人').isVisible(), 10_000);
      expect(hall.asked.filter(({ operation }) => operation === 'place')).toHaveLength(1);
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
      const cutOff = await openPage(360, 740);
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
      const old = await openPage(360, 740);
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
  });

  describe("at a window's screen", () => {
    let page: Page;
    const part = { ticket: 't-A022', number: 'A022', business: 'social', window: 'w3', windowNumber: 3 };
    const finished: EventBody = {
      kind: 'ticket-finished',
      ...part,
      state: 'finished',
      done: 'social',
      waitMs: 1,
      serviceMs: 1,
    };

    beforeAll(async () => {
      page = await openPage(1024, 600);
      // Put up without a window: it asks, and the address keeps the answer.
      await page.goto(hall.url('rating', 'token=rating-token'));
      await page.getByRole('button', { name: '3 号窗口', exact: true }).click();
      await page.getByText('请等候叫号').waitFor();
    });

    it('stands at the window that was chosen, over a reload', () => {
      expect(new URL(page.url()).hash).toBe('#token=rating-token&window=w3');
    });

    it('shows whose turn it is, and asks them when it is finished: five faces, each with its word', async () => {
      await until('the line', async () => {
        hall.tell({ kind: 'ticket-called', ...part, state: 'called', times: 1 });
        return page.getByText('A022').isVisible();
      });
      await expect(page.getByRole('heading', { level: 1 }).innerText()).resolves.toBe('请A022号');
      await page.screenshot({ path: join(pictures, 'rating-called.png') });
      hall.tell(finished);
      await page.getByText('请评价这次服务').waitFor();
      await page.screenshot({ path: join(pictures, 'rating.png') });
      const names = await page.locator('.rating-grades .press').allInnerTexts();
      expect(names).toEqual(['非常满意', '满意', '基本满意', '不满意', '非常不满意']);
      const mouths = await page
        .locator('.grade-face path:first-of-type')
        .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')));
      expect(new Set(mouths).size).toBe(5);
    });

    it.each([
      [800, 480],
      [480, 800],
      [1024, 600],
    ])('shows all of it on %d x %d, in both languages, with the faces in one line', async (width, height) => {
      await page.setViewportSize({ width, height });
      for (const language of ['English', '中文']) {
        await page.getByRole('button', { name: language }).click();
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: join(pictures, `rating-${width}-${language}.png`) });
        expect(await page.evaluate(notWhole)).toEqual([]);
        const places = await page
          .locator('.rating-grades .grade-face')
          .evaluateAll((faces) =>
            faces.map((face) => face.getBoundingClientRect()).map(({ x, y }) => ({ x, y })),
          );
        const across = width > height ? places.map(({ y }) => y) : places.map(({ x }) => x);
        expect(Math.max(...across) - Math.min(...across)).toBeLessThan(1);
      }
    });

    it('keeps WCAG 2.2 AA in both languages, with large targets', async () => {
      await loadAxe(page);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByText('How was the service?').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: '中文' }).click();
      const box = await page.getByRole('button', { name: '基本满意' }).boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(150);
    });

    it('sends the grade of the ticket; says when it did not arrive, and takes it again', async () => {
      hall.answer({ rate: () => fail('hall-unavailable') });
      await page.getByRole('button', { name: '非常满意', exact: true }).click();
      await page.getByText('没有送到').waitFor();
      // As a hall does: the news of it may come before the answer.
      hall.answer({
        rate: () => {
          hall.tell({
            kind: 'rated',
            ticket: 't-A022',
            number: 'A022',
            business: 'social',
            window: 'w3',
            grade: 5,
          });
          return ok({ grade: 5, before: false });
        },
      });
      await page.getByRole('button', { name: '非常满意', exact: true }).click();
      await page.getByText('谢谢您的评价').waitFor();
      expect(hall.asked.filter(({ operation }) => operation === 'rate').at(-1)?.input).toEqual({
        of: { kind: 'ticket', ticket: 't-A022' },
        grade: 5,
      });
      await until('the next one', () => page.getByText('请等候叫号').isVisible(), 15_000);
    });

    it('asks the next one when they are finished meanwhile, and takes no touch that was meant for the former', async () => {
      const screen = await openPage(1024, 600);
      const lines = hall.lines.length;
      await screen.clock.install();
      await screen.goto(hall.url('rating', 'token=rating-token&window=w3'));
      await screen.getByText('请等候叫号').waitFor();
      await until('the line', () => hall.lines.length > lines);
      await screen.clock.pauseAt(Date.now() + 3_600_000);
      hall.tell(finished);
      await screen.getByText('A022').waitFor();
      const best = screen.getByRole('button', { name: '非常满意', exact: true });
      const next = { ...part, ticket: 't-A024', number: 'A024' };
      hall.answer({ rate: () => ok({ grade: 5, before: false }) });
      hall.tell({ ...finished, ...next });
      await screen.getByText('现在请 A024 号评价').waitFor();
      await screen.screenshot({ path: join(pictures, 'rating-next.png') });
      expect(await best.isDisabled()).toBe(true);
      await screen.clock.runFor(1500);
      await best.click();
      await screen.getByText('谢谢您的评价').waitFor();
      expect(hall.asked.filter(({ operation }) => operation === 'rate').map(({ input }) => input)).toEqual([
        { of: { kind: 'ticket', ticket: 't-A024' }, grade: 5 },
      ]);
      await screen.close();
    });

    it('lets choose among a hundred windows, each of which can be reached', async () => {
      const screen = await openPage(800, 480);
      const windows = Array.from({ length: 100 }, (_, index) => ({
        window: `w${index + 1}`,
        number: index + 1,
        current: null,
      }));
      hall.answer({ signs: () => ok({ seq: 1, windows }) });
      await screen.goto(hall.url('rating', 'token=rating-token'));
      await screen.getByText('这块屏幕在哪个窗口').waitFor();
      await screen.screenshot({ path: join(pictures, 'rating-windows.png') });
      const tiles = await screen
        .getByRole('button')
        .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect()));
      expect(tiles).toHaveLength(100);
      expect(Math.min(...tiles.map(({ left }) => left))).toBeGreaterThanOrEqual(16);
      // By the finger: no key of a keyboard scrolls here.
      await screen.mouse.move(400, 300);
      await screen.mouse.wheel(0, 5000);
      await until('the last one', () =>
        screen
          .getByRole('button', { name: '100 号窗口' })
          .evaluate((last) => last.getBoundingClientRect().bottom <= window.innerHeight),
      );
      await screen.getByRole('button', { name: '100 号窗口' }).click();
      await screen.getByText('请等候叫号').waitFor();
      expect(new URL(screen.url()).hash).toBe('#token=rating-token&window=w100');
      await screen.close();
    });

    it('says to whoever puts it up that its address is the wrong one', async () => {
      hall.answer({ signs: () => fail('not-permitted', 'role') });
      await page.reload();
      await until('the word', () => page.getByText('大厅不认这块屏幕').isVisible());
    });
  });

  it('the browser had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
