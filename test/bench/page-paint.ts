/// <reference lib="dom" />
/** How soon the kiosk's page stands on the screen, beside a page of one word from the same server in the same browser. */
import { gzipSync } from 'node:zlib';

import type { Browser, Page } from 'playwright-core';

import { launchChromium } from '#test/support/chromium.ts';
import { startFixtureStation, type FixtureStation } from '#test/support/face-fixture-server.ts';
import { startFixtures } from '#test/support/staff-fixtures.ts';
import { percentile, row, type BenchRow } from './bench.ts';

const rounds = 15;

/** Milliseconds from the navigation to the frame that shows `selector`; a new context each, so that nothing is cached. */
async function paint(browser: Browser, url: string, selector: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1080, height: 1920 } });
  try {
    const page = await context.newPage();
    await page.addInitScript((wanted) => {
      const look = (): void => {
        if (document.querySelector(wanted) === null) requestAnimationFrame(look);
        // The frame after this one holds it.
        else requestAnimationFrame(() => Object.assign(window, { drawnAt: performance.now() }));
      };
      look();
    }, selector);
    await page.goto(url, { waitUntil: 'commit' });
    const drawn = await page.waitForFunction(
      () => (window as unknown as { drawnAt?: number }).drawnAt ?? null,
    );
    return (await drawn.jsonValue()) ?? 0;
  } finally {
    await context.close();
  }
}

/** Milliseconds from the browser's start to the same frame: what a person sees when the machine is switched on. */
async function coldPaint(url: string, selector: string): Promise<number> {
  const started = performance.now();
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForSelector(selector);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    return performance.now() - started;
  } finally {
    await browser.close();
  }
}

/** Kilobytes (1000 bytes) of script that the page loads before its first view, compressed as a server would. */
async function firstLoadScript(page: Page, station: FixtureStation): Promise<number> {
  const scripts: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script')
      scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto(station.url('kiosk'));
  await page.waitForSelector('[data-revision]');
  const sizes = await Promise.all(scripts);
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}

export async function run(): Promise<readonly BenchRow[]> {
  const station = await startFixtureStation(startFixtures);
  const browser = await launchChromium();
  try {
    const kiosk = { url: station.url('kiosk'), selector: '[data-revision]' };
    const blank = { url: `${station.origin}/blank`, selector: 'p' };
    const warm: { kiosk: number[]; blank: number[] } = { kiosk: [], blank: [] };
    // Taken in turns, so that the machine's other work meets both alike; the first of each is thrown away.
    for (let round = 0; round <= rounds; round += 1) {
      const [blankMs, kioskMs] = [
        await paint(browser, blank.url, blank.selector),
        await paint(browser, kiosk.url, kiosk.selector),
      ];
      if (round === 0) continue;
      warm.blank.push(blankMs);
      warm.kiosk.push(kioskMs);
    }
    const cold: { kiosk: number[]; blank: number[] } = { kiosk: [], blank: [] };
    for (let round = 0; round < rounds; round += 1) {
      cold.blank.push(await coldPaint(blank.url, blank.selector));
      cold.kiosk.push(await coldPaint(kiosk.url, kiosk.selector));
    }
    const script = await firstLoadScript(await browser.newPage(), station);
    const median = (samples: readonly number[]): number => percentile(samples, 0.5);
    return [
      row('kiosk page drawn, from its navigation', 'ms', median(warm.kiosk), 300, 'median, nothing cached'),
      row(
        'blank page drawn, from its navigation',
        'ms',
        median(warm.blank),
        null,
        'median, same server and browser',
      ),
      row(
        'kiosk page beside blank page, from the navigation',
        'ratio',
        median(warm.kiosk) / median(warm.blank),
        1.3,
        "the socket's handshake, reading React, its first render and the first layout of Chinese letters; a blank page has none of them",
      ),
      row('kiosk page drawn, from the start of the browser', 'ms', median(cold.kiosk), null, 'median'),
      row(
        'kiosk page beside blank page, from the start of the browser',
        'ratio',
        median(cold.kiosk) / median(cold.blank),
        null,
        'what is seen when the machine is switched on',
      ),
      row("kiosk page's first-load JavaScript, gzip", 'KB', script, 200, 'fonts and styles not counted'),
    ];
  } finally {
    await browser.close();
    await station.close();
  }
}
