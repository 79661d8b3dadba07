/** A phone whose network goes: what the page of a number says then, how soon, and what it asks of the hall. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { ok } from '#contracts/result.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { hearComplaints } from '#test/support/complaints.ts';
import { startFixtureHall, type FixtureHall } from '#test/support/hall-fixture-server.ts';
import { place } from '#test/support/hall-fixtures.ts';
import { needs } from '#test/support/needs.ts';
import { inShanghai } from '#test/support/shanghai.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/screens');
const morning = inShanghai(5, 9, 41);

needs('chromium')("a citizen's phone without a network", () => {
  let browser: Browser;
  let hall: FixtureHall;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    hall = await startFixtureHall({ place: () => ok(place) });
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    await hall.close();
  });

  /** A page that hears the hall; its time goes on only where the test lets it. */
  beforeEach(async () => {
    hall.cut(false);
    hall.answer({ place: () => ok(place) });
    hall.lines.length = 0;
    page = await browser.newPage({
      viewport: { width: 360, height: 740 },
      locale: 'zh-CN',
      // Not the hall's.
      timezoneId: 'America/New_York',
    });
    page.setDefaultTimeout(30_000);
    hearComplaints(page, complaints, /net::/);
    await page.clock.install({ time: morning });
    await page.goto(hall.url('phone', 'ticket=token-A023'));
    await page.getByText('前面还有 5 人').waitFor();
    await until('the line', () => hall.lines.length === 1);
    await page.clock.pauseAt(morning + 10_000);
    // Its admission has arrived before the answer to a look that is asked for after it.
    await look();
  });

  afterEach(() => page.close());

  const places = (): number => hall.asked.filter(({ operation }) => operation === 'place').length;
  const look = async (): Promise<void> => {
    const before = places();
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.clock.runFor(1);
    await until('the look', () => places() > before);
  };
  /** Lets the page's time go on by half seconds, in which what the hall answers arrives. */
  const comes = (text: string): Promise<unknown> =>
    until(text, async () => {
      await page.clock.runFor(500);
      return page.getByText(text).isVisible();
    });

  it('says within 20 s that its place may be old, and of when it is, although nothing was closed', async () => {
    hall.cut(true);
    await page.clock.runFor(20_000);
    await page.getByText('连不上大厅。上面是 09:41 的情况，可能已经变了').waitFor();
    await page.getByText('前面还有 5 人').waitFor();
    await page.screenshot({ path: join(pictures, 'phone-cut-off.png') });
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('This is how it was at 09:41').waitFor();
    await page.screenshot({ path: join(pictures, 'phone-cut-off-en.png') });
    await page.clock.resume();
    await loadAxe(page);
    expect(await violations(page)).toEqual([]);
  });

  it('catches up by itself when it is back, and hears the hall again', async () => {
    hall.cut(true);
    await page.clock.runFor(20_000);
    await page.getByText('连不上大厅').waitFor();
    hall.answer({ place: () => ok({ ...place, ahead: 2 }) });
    hall.cut(false);
    await comes('前面还有 2 人');
    await expect(page.getByText('连不上大厅').count()).resolves.toBe(0);
    await until('the line', async () => {
      await page.clock.runFor(500);
      return hall.lines.length === 2;
    });
  });

  it.each(['zh', 'en'])(
    'keeps the word in sight on a page that is longer than the screen, in %s',
    async (language) => {
      hall.answer({ place: () => ok({ ...place, state: 'finished', ahead: 0, canRate: true }) });
      if (language === 'en') await page.getByRole('button', { name: 'English' }).click();
      await page.setViewportSize({ width: 320, height: 480 });
      await look();
      await page.locator('.grade').first().waitFor();
      hall.cut(true);
      await page.clock.runFor(20_000);
      const word = page.locator('.line .trouble');
      await word.waitFor();
      const box = await word.boundingBox();
      expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(480);
      await page.screenshot({ path: join(pictures, `phone-cut-off-long-${language}.png`) });
      for (let step = 0; step < 6; step += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          const { bottom } = document.activeElement?.getBoundingClientRect() ?? { bottom: Infinity };
          const { top } = document.querySelector('.line')?.getBoundingClientRect() ?? { top: 0 };
          return bottom <= top;
        });
        expect(focused).toBe(true);
      }
    },
  );

  it("believes the browser's word that the network went, and is back", async () => {
    await page.context().setOffline(true);
    await page.clock.runFor(1);
    await page.getByText('连不上大厅').waitFor();
    hall.answer({ place: () => ok({ ...place, ahead: 1 }) });
    await page.context().setOffline(false);
    await comes('前面还有 1 人');
    await expect(page.getByText('连不上大厅').count()).resolves.toBe(0);
  });

  it('is told in a place that stays, and the rest is not read out once more', async () => {
    const number = await page.locator('.number').elementHandle();
    const line = await page.locator('.line').elementHandle();
    hall.cut(true);
    await page.clock.runFor(20_000);
    await page.getByText('连不上大厅').waitFor();
    await expect(number?.evaluate((shown) => shown.isConnected)).resolves.toBe(true);
    await expect(line?.evaluate((part) => [part.isConnected, part.ariaLive])).resolves.toEqual([
      true,
      'polite',
    ]);
  });

  it('the browser had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
