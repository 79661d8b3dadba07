/** The screen at a window on which citizens rate the service, in a real browser. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import type { EventBody } from '#contracts/hall/events.ts';
import { fail, ok } from '#contracts/result.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { hearComplaints } from '#test/support/complaints.ts';
import { startFixtureHall, type FixtureHall } from '#test/support/hall-fixture-server.ts';
import { about } from '#test/support/hall-fixtures.ts';
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

needs('chromium')('the rating page at a window', () => {
  let browser: Browser;
  let hall: FixtureHall;
  let page: Page;
  const complaints: string[] = [];
  const part = { ticket: 't-A022', number: 'A022', business: 'social', window: 'w3', windowNumber: 3 };
  const finished: EventBody = {
    kind: 'ticket-finished',
    ...part,
    state: 'finished',
    done: 'social',
    waitMs: 1,
    serviceMs: 1,
  };

  async function openPage(width: number, height: number): Promise<Page> {
    const opened = await browser.newPage({ viewport: { width, height }, locale: 'zh-CN' });
    opened.setDefaultTimeout(30_000);
    hearComplaints(opened, complaints, /net::|409/);
    return opened;
  }

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    hall = await startFixtureHall({
      about: () => ok(about),
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
    page = await openPage(1024, 600);
    // Put up without a window: it asks, and the address keeps the answer.
    await page.goto(hall.url('rating', 'token=rating-token'));
    await page.getByRole('button', { name: '3 号窗口', exact: true }).click();
    await page.getByText('请等候叫号').waitFor();
  });

  afterAll(async () => {
    await browser.close();
    await hall.close();
  });

  beforeEach(() => {
    hall.asked.length = 0;
  });

  it('stands at the window that was chosen, over a reload', async () => {
    await page.reload();
    await page.getByText('请等候叫号').waitFor();
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

  it('the browser had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
