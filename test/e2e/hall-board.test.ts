/** The board in a real browser: read from 10 m, flashing, and heard; the sound that it plays is measured at the loudspeaker. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import type { EventBody } from '#contracts/hall/events.ts';
import type { BoardView } from '#contracts/hall/views.ts';
import { ok } from '#contracts/result.ts';
import { createSpeech } from '#hall/server/speech.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { startFixtureHall, type FixtureHall } from '#test/support/hall-fixture-server.ts';
import { boardCall, boardView } from '#test/support/hall-fixtures.ts';
import { heardBy, hearSounds, type Heard } from '#test/support/hear-sounds.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/screens');
const something: EventBody = { kind: 'help-answered', help: 'h0', origin: 'kiosk-1', operator: 'wang' };

needs('chromium', 'espeak')('the board', () => {
  let browser: Browser;
  let hall: FixtureHall;
  let page: Page;
  const complaints: string[] = [];
  const calls = [boardCall(12, 'A022', 3), boardCall(11, 'C007', 1), boardCall(10, 'AX001', 12)];

  const show = (view: BoardView): void => {
    hall.answer({ board: () => ok(view) });
    hall.tell(something);
  };
  const heard = (): Promise<readonly Heard[]> => heardBy(page);

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    hall = await startFixtureHall({ board: () => ok(boardView(calls)) });
    const wav = await createSpeech().say('A023', 2, 'zh');
    if (!wav.ok) throw new Error(wav.error.detail);
    hall.speak(wav.value);
    browser = await launchChromium(['--autoplay-policy=no-user-gesture-required']);
    page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => {
      if (message.type() === 'error' && !/net::|WebSocket/.test(message.text()))
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.addInitScript(hearSounds);
    await page.goto(hall.url('board', 'token=board-token'));
    await page.getByText('A022').waitFor();
  });

  afterAll(async () => {
    await browser.close();
    await hall.close();
  });

  it('shows numbers and windows, former calls, waits and notices, and nobody by name', async () => {
    const called = page.getByRole('region', { name: '请到窗口' });
    await expect(called.innerText()).resolves.toMatch(
      /A022[^]*3\s*号窗口[^]*C007[^]*1\s*号窗口[^]*AX001[^]*12\s*号窗口/,
    );
    await expect(page.getByRole('region', { name: '刚刚叫过' }).innerText()).resolves.toMatch(
      /B011[^]*2 号窗口/,
    );
    await expect(page.getByRole('region', { name: '正在等候' }).innerText()).resolves.toMatch(
      /社保咨询[^]*12 人[^]*约 14 分钟[^]*公积金提取[^]*现在不取号/,
    );
    await page.getByText('社保卡补换窗口今天 16:00').waitFor();
  });

  it('is read from 10 m on 55 inches: called letters of 20 minutes of arc, the rest of 16 from 5 m', async () => {
    // 1210 mm wide for 1920 pixels; the height of capitals is 0.733 of the size.
    const millimetres = 1210 / 1920;
    const letter = (selector: string): Promise<number> =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize) * 0.733)
        .then((pixels) => pixels * millimetres);
    const seen = (metres: number, minutesOfArc: number): number =>
      2 * metres * 1000 * Math.tan((minutesOfArc / 60 / 2) * (Math.PI / 180));
    expect(await letter('.board-number')).toBeGreaterThanOrEqual(seen(10, 20));
    expect(await letter('.board-window')).toBeGreaterThanOrEqual(seen(10, 20) - 0.1);
    for (const near of ['.board-last strong', '.board-waiting', '.board-foot p'])
      expect(await letter(near)).toBeGreaterThanOrEqual(seen(5, 16) - 0.2);
  });

  it('shows everything within its place, also the longest numbers', async () => {
    hall.answer({ board: () => ok(boardView([...calls.slice(0, 2), { ...boardCall(10, 'AX1001', 120) }])) });
    hall.tell(something);
    await page.getByText('AX1001').waitFor();
    const outside = await page.evaluate(() =>
      [...document.querySelectorAll('.board-called li > *, .board-side li > *, .board-head > *')]
        .filter((element) => {
          const { right, bottom } = element.getBoundingClientRect();
          const place = element.closest('section, header')?.getBoundingClientRect();
          return right > (place?.right ?? 0) + 1 || bottom > (place?.bottom ?? 0) + 1;
        })
        .map((element) => element.textContent),
    );
    expect(outside).toEqual([]);
  });

  it('reads out nothing that was called before it was switched on', async () => {
    expect(await heard()).toEqual([]);
  });

  it('flashes a new call, and says it twice', async () => {
    show(boardView([boardCall(13, 'A023', 2), ...calls]));
    await page.locator('li.fresh', { hasText: 'A023' }).waitFor();
    await page.screenshot({ path: join(pictures, 'board.png') });
    await loadAxe(page);
    expect(await violations(page)).toEqual([]);
    await until('both times', async () => (await heard()).length === 2, 20_000);
  });

  it('says calls that come together one after another and never over each other', async () => {
    show(boardView([boardCall(15, 'B012', 1), boardCall(14, 'D004', 12), boardCall(13, 'A023', 2)]));
    const sounds = await until(
      'six sounds',
      async () => {
        const now = await heard();
        return now.length >= 6 && now;
      },
      40_000,
    );
    const overlaps = sounds.filter(({ from }, index) => index > 0 && from < (sounds[index - 1]?.to ?? 0));
    expect(overlaps).toEqual([]);
    expect(sounds).toHaveLength(6);
  });

  it('says so when it is cut off, goes on by itself, and says what was called meanwhile', async () => {
    const before = (await heard()).length;
    hall.reachable(false);
    await page.getByText('连不上大厅').waitFor();
    hall.answer({ board: () => ok(boardView([boardCall(16, 'C009', 3)])) });
    hall.reachable(true);
    await page.getByText('连不上大厅').waitFor({ state: 'detached' });
    await page.locator('li', { hasText: 'C009' }).waitFor();
    await until('its sound', async () => (await heard()).length > before, 20_000);
  });

  it('shows and says the day of a number that is not of today', async () => {
    const former = { ...boardCall(17, 'A022', 2), day: '2026-01-02' };
    const asked = page.waitForRequest((request) => request.url().includes('/speech'), { timeout: 20_000 });
    show(boardView([former, boardCall(12, 'A022', 3)]));
    const call = page.locator('.board-called li.fresh', { hasText: 'A022' });
    await expect(call.innerText()).resolves.toMatch(/1月2日\s*A022/);
    expect(new URL((await asked).url()).searchParams.get('day')).toBe('2026-01-02');
  });

  it('says on the screen that there is no sound where neither voice can be had', async () => {
    hall.speak(null);
    show(boardView([boardCall(18, 'A030', 1)]));
    await until('the word', () => page.getByText('叫号声音暂时不可用').isVisible(), 20_000);
  });

  describe('in English', () => {
    it('keeps WCAG 2.2 AA', async () => {
      await page.goto(hall.url('board', 'token=board-token&language=en'));
      await page.reload();
      await page.getByText('Window 1', { exact: true }).first().waitFor();
      await page.screenshot({ path: join(pictures, 'board-en.png') });
      await loadAxe(page);
      expect(await violations(page)).toEqual([]);
    });

    it('rests dark when the day has ended', async () => {
      show(boardView([], { day: { date: '2026-01-05', state: 'ended', by: null } }));
      await page.getByText('Closed for today').waitFor();
      expect(await violations(page)).toEqual([]);
    });
  });

  it('the browser had nothing to complain about', () => {
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });
});
