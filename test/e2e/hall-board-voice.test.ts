/** The board on a machine with neither a Chinese voice in its browser nor one on the hall server. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { ok } from '#contracts/result.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { startFixtureHall, type FixtureHall } from '#test/support/hall-fixture-server.ts';
import { boardCall, boardView } from '#test/support/hall-fixtures.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/screens');

needs('chromium')('the board without a voice', () => {
  let careful: Browser;
  let hall: FixtureHall;

  const open = async (browser: Browser, width: number, height: number, language: string): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height } });
    page.setDefaultTimeout(30_000);
    await page.goto(hall.url('board', `token=board-token&language=${language}`));
    return page;
  };

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    hall = await startFixtureHall({ board: () => ok(boardView([boardCall(12, 'A022', 3)])) });
    // It holds sound back until a touch.
    careful = await launchChromium();
  });

  afterAll(async () => {
    await careful.close();
    await hall.close();
  });

  it.each([
    ['zh', '没有叫号语音，请工作人员报号'],
    ['en', 'No voice: staff, please call out'],
  ])('tells staff so and offers no sound, in %s', async (language, word) => {
    for (const [width, height] of [
      [1920, 1080],
      [1080, 1920],
    ] as const) {
      const page = await open(careful, width, height, language);
      await page.getByText(word).waitFor();
      await expect(page.getByRole('button').count()).resolves.toBe(0);
      await page.screenshot({ path: join(pictures, `board-voiceless-${width}-${language}.png`) });
      await loadAxe(page);
      expect(await violations(page)).toEqual([]);
      // Name, word and clock in one line, or the word in one of its own.
      const out = await page.evaluate(() =>
        [...document.querySelectorAll('.board-head > *')]
          .map((part) => part.getBoundingClientRect())
          .some(({ left, right }) => left < 0 || right > innerWidth),
      );
      expect(out).toBe(false);
      await page.close();
    }
  });

  it('lets its chime be heard after a touch anywhere', async () => {
    const page = await careful.newPage();
    await page.addInitScript(
      'const resume = AudioContext.prototype.resume; window.resumed = [];' +
        'AudioContext.prototype.resume = function () { window.resumed.push(this); return resume.call(this); };',
    );
    await page.goto(hall.url('board', 'token=board-token'));
    await page.getByText('没有叫号语音').waitFor();
    const states = (): Promise<string[]> => page.evaluate('window.resumed.map(({ state }) => state)');
    await expect(states()).resolves.toContain('suspended');
    await page.getByText('A022').click();
    // Not waitForFunction: its second look is forbidden by the page's Content Security Policy.
    await until('all of it is to be heard', async () =>
      (await states()).every((state) => state === 'running'),
    );
    await page.close();
  });

  it('asks for a touch as soon as the hall has a voice', async () => {
    const page = await open(careful, 1920, 1080, 'zh');
    await page.getByText('没有叫号语音').waitFor();
    hall.speak(Buffer.from('RIFF'));
    await page.getByRole('button', { name: '点这里打开叫号声音' }).waitFor();
    await expect(page.getByText('没有叫号语音').count()).resolves.toBe(0);
    hall.speak(null);
    await page.close();
  });

  it('offers nothing where sound needs no touch', async () => {
    const free = await launchChromium(['--autoplay-policy=no-user-gesture-required']);
    const page = await open(free, 1920, 1080, 'zh');
    await page.getByText('没有叫号语音').waitFor();
    await expect(page.getByRole('button').count()).resolves.toBe(0);
    await free.close();
  });
});
