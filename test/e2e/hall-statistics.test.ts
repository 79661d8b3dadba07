/** The statistics page in a real browser: figures, charts against the figures, and what is exported. */
import { readFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Download, Page } from 'playwright-core';

import { ok } from '#contracts/result.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { hearComplaints } from '#test/support/complaints.ts';
import { startFixtureHall, type FixtureHall } from '#test/support/hall-fixture-server.ts';
import { about, configuration, statistics, version } from '#test/support/hall-fixtures.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/screens');

needs('chromium')('the statistics page', () => {
  let browser: Browser;
  let hall: FixtureHall;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    hall = await startFixtureHall({
      about: () => ok(about),
      configuration: () => ok(version),
      statistics: ({ by }) => ok(statistics[by] ?? []),
    });
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    hearComplaints(page, complaints);
    await page.goto(hall.url('statistics', 'token=statistics-token'));
    await page.getByRole('table').waitFor();
  });

  afterAll(async () => {
    await browser.close();
    await hall.close();
  });

  beforeEach(() => {
    hall.asked.length = 0;
  });

  const asked = (): readonly unknown[] =>
    hall.asked.filter(({ operation }) => operation === 'statistics').map(({ input }) => input);
  const download = async (button: string): Promise<Download> => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click(),
    ]);
    return file;
  };

  it("shows today's figures of every business by its name", async () => {
    const row = page.getByRole('row', { name: /^社保咨询/ });
    await expect(row.innerText()).resolves.toMatch(
      /100\s+99\s+97\s+2\s+1\s+1\s+8\.4 分\s+21\.0 分\s+39\.2 分\s+4\.0 分\s+9\.0 分\s+17\.0 分\s+94\.1 %\s+9-5-2-0-1/,
    );
    await expect(page.locator('.statistics-total').innerText()).resolves.toMatch(/取号\s+214/);
  });

  it('has every name of a column in line with its figures', async () => {
    /** Where the text of each cell ends, in pixels. */
    const ends = (cells: string): Promise<number[]> =>
      page.locator(cells).evaluateAll((all) =>
        all.map((cell) => {
          const text = document.createRange();
          text.selectNodeContents(cell);
          return Math.round(text.getBoundingClientRect().right);
        }),
      );
    const percentiles = await ends('thead tr:last-child th');
    expect(percentiles).toHaveLength(6);
    expect((await ends('tbody tr:first-child td')).slice(6, 12)).toEqual(percentiles);
  });

  it('draws the waits to one scale', async () => {
    const widths = await page
      .getByRole('img', { name: '等候时间' })
      .locator('.chart-filled')
      .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('width'))));
    // P50 of 3, 6 and 8.4 minutes.
    expect(widths).toHaveLength(3);
    expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(2);
    expect((widths[2] ?? 0) / (widths[1] ?? 1)).toBeCloseTo(1.4);
  });

  it('asks for other days and other groups', async () => {
    await page.getByRole('button', { name: '7 天' }).click();
    await page.getByLabel('时段').check();
    await page.getByRole('row', { name: /^09:00/ }).waitFor();
    await until('the question', () => asked().length >= 4);
    expect(asked()).toContainEqual({ from: '2025-12-30', to: '2026-01-05', by: 'hour' });
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(pictures, 'statistics.png') });
  });

  it('follows what happens today, and says when it did', async () => {
    const busier = (statistics['total'] ?? []).map((row) => ({ ...row, arrivals: 215 }));
    hall.answer({ statistics: ({ by }) => ok(by === 'total' ? busier : (statistics[by] ?? [])) });
    hall.tell();
    await until('the new figure', async () =>
      (await page.locator('.statistics-total').innerText()).includes('215'),
    );
    await expect(page.locator('.statistics-updated').innerText()).resolves.toMatch(
      /^自动更新，更新于 \d\d:\d\d:\d\d$/,
    );
    // Days that are over are read once.
    await page.getByLabel('到', { exact: true }).fill('2026-01-04');
    await until('their time', async () =>
      (await page.locator('.statistics-updated').innerText()).startsWith('读于'),
    );
    await page.getByRole('button', { name: '7 天' }).click();
  });

  it('refuses days that the hall would not answer, and asks nothing', async () => {
    await page.getByLabel('从').fill('2026-02-01');
    await until('the word', () => page.getByText('日期不对').isVisible());
    expect(asked()).not.toContainEqual(expect.objectContaining({ from: '2026-02-01' }));
    await page.getByRole('button', { name: '今天' }).click();
  });

  it('forgets what could not be saved as soon as the network is back', async () => {
    await page.route('**/v1/statistics.csv*', (route) => route.abort());
    await page.getByRole('button', { name: '导出 CSV' }).click();
    await page.getByText('hall-unavailable').waitFor();
    hall.reachable(false);
    await page.getByText('连不上大厅').waitFor();
    hall.reachable(true);
    await page.getByText('连不上大厅').waitFor({ state: 'detached' });
    await until('no word of it', async () => (await page.getByText('hall-unavailable').count()) === 0);
    await expect(page.locator('.failure').count()).resolves.toBe(0);
    await page.unroute('**/v1/statistics.csv*');
    complaints.length = 0;
  });

  it('draws a hundred windows one below the other, and three hundred days side by side', async () => {
    const many = configuration.windows
      .slice(0, 1)
      .flatMap((window) =>
        Array.from({ length: 100 }, (_, index) => ({ ...window, id: `w${index}`, number: index + 1 })),
      );
    const [sample] = statistics['business'] ?? [];
    if (sample === undefined) throw new Error('the fixture has no row');
    const rowsOf = (keys: readonly string[]) =>
      keys.map((key, index) => {
        const arrivals = 40 + Math.round(30 * Math.sin(index / 9));
        const [p50, p90, p99] = [2, 5, 9].map((minutes) => minutes * arrivals * 1500);
        return {
          ...sample,
          key,
          arrivals,
          called: arrivals - 5,
          wait: { p50: p50 ?? 0, p90: p90 ?? 0, p99: p99 ?? 0 },
        };
      });
    const days = Array.from({ length: 300 }, (_, index) =>
      new Date(Date.UTC(2025, 2, 12 + index)).toISOString().slice(0, 10),
    );
    hall.answer({
      configuration: () => ok({ ...version, configuration: { ...configuration, windows: many } }),
      statistics: ({ by }) =>
        ok(by === 'total' ? (statistics[by] ?? []) : rowsOf(by === 'day' ? days : many.map(({ id }) => id))),
    });
    hall.tell({ kind: 'configuration-changed', version: 8, by: 'admin' });
    await page.getByLabel('窗口', { exact: true }).check();
    const names = page.getByRole('img', { name: '等候时间' }).locator('.chart-name');
    await until(
      'the windows by their numbers',
      async () => (await names.last().innerText()) === '100 号窗口',
    );
    const places = await names.evaluateAll((all) =>
      all.map((name) => name.getBoundingClientRect()).map(({ top, height }) => ({ top, height })),
    );
    const steps = places.slice(1).map(({ top }, index) => top - (places[index]?.top ?? 0));
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(18);
    await page.screenshot({ path: join(pictures, 'statistics-windows.png') });
    await page.getByLabel('日期', { exact: true }).check();
    const columns = page.getByRole('img', { name: '等候时间' }).locator('.chart-filled');
    await until('the days', async () => (await columns.count()) === 300);
    const box = await page.getByRole('img', { name: '等候时间' }).boundingBox();
    expect(box?.height).toBeLessThan(500);
    await page.screenshot({ path: join(pictures, 'statistics-days.png') });
    await page.getByLabel('时段').check();
    hall.answer({ configuration: () => ok(version), statistics: ({ by }) => ok(statistics[by] ?? []) });
    await page.reload();
    await page.getByLabel('时段').check();
    await page.getByRole('row', { name: /^09:00/ }).waitFor();
  });

  it('keeps WCAG 2.2 AA in both languages', async () => {
    await loadAxe(page);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Statistics' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: '中文' }).click();
  });

  it('exports JSON with the figures as they came, and the CSV of the hall', async () => {
    const json = await download('导出 JSON');
    expect(json.suggestedFilename()).toBe('statistics-2026-01-05-2026-01-05-hour.json');
    expect(JSON.parse(readFileSync(await json.path(), 'utf8'))).toEqual({
      from: '2026-01-05',
      to: '2026-01-05',
      by: 'hour',
      rows: statistics['hour'],
    });
    const csv = await download('导出 CSV');
    expect(csv.suggestedFilename()).toBe('statistics-2026-01-05-2026-01-05-hour.csv');
    expect(readFileSync(await csv.path(), 'utf8')).toBe('\uFEFFfrom=2026-01-05&to=2026-01-05&by=hour\r\n');
  });

  it('the browser had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
