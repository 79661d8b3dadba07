/** Every error card in a real browser: all three parts are on the screen at once, and the documentation shows it. */
import { existsSync } from 'node:fs';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';

import { errorCardIds, errorCards, type ErrorCardId } from '#contracts/error-cards.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { eachErrorCard, errorCardPicture } from '#test/support/error-card-pictures.ts';
import { startFixtureStation, type FixtureStation } from '#test/support/face-fixture-server.ts';
import { needs } from '#test/support/needs.ts';
import { startFixtures } from '#test/support/staff-fixtures.ts';

it('every error card has a picture in docs/pictures/errors', () => {
  expect(errorCardIds.filter((card) => !existsSync(errorCardPicture(card)))).toEqual([]);
});

needs('chromium')('every error card', () => {
  let browser: Browser;
  let station: FixtureStation;

  beforeAll(async () => {
    station = await startFixtureStation(startFixtures);
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    await station.close();
  });

  it('says what happened, what to do and what stays safe, without scrolling', async () => {
    const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    const seen: ErrorCardId[] = [];
    await eachErrorCard(page, station, async (card) => {
      const text = (await page.locator('.error-card').innerText()).replaceAll(/\s/g, '');
      for (const part of Object.values(errorCards[card].zh))
        expect(text).toContain(part.replaceAll(/\s/g, ''));
      expect(await page.locator('.scroller-buttons').count()).toBe(0);
      seen.push(card);
    });
    expect(seen).toEqual(errorCardIds);
    await page.close();
  });
});
