/** The page of the hall's administrator in a real browser: what would change, conflicts, the day, follow-ups. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import type { ConfigurationChange, ConfigurationVersion } from '#contracts/hall/configuration.ts';
import { fail, ok } from '#contracts/result.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { hearComplaints } from '#test/support/complaints.ts';
import { startFixtureHall, type FixtureHall } from '#test/support/hall-fixture-server.ts';
import { configuration, followUps, version } from '#test/support/hall-fixtures.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/screens');

needs('chromium')("the hall administrator's page", () => {
  let browser: Browser;
  let hall: FixtureHall;
  let page: Page;
  let inForce: ConfigurationVersion = version;
  const complaints: string[] = [];

  /** As a hall does: one version after the other, and a conflict where another one came in between. */
  const change = ({ expected, configuration: next, by }: ConfigurationChange) => {
    if (expected !== inForce.version) return fail('configuration-conflict');
    inForce = { version: inForce.version + 1, configuration: next, at: version.at, by };
    return ok(inForce);
  };
  const saved = (): readonly ConfigurationChange[] =>
    hall.asked
      .filter(({ operation }) => operation === 'changeConfiguration')
      .map(({ input }) => input as ConfigurationChange);
  const review = () => page.getByRole('region', { name: '将要修改' });
  const part = (name: string) => page.getByRole('region', { name, exact: true });

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    hall = await startFixtureHall({
      day: () => ok({ date: '2026-01-05', state: 'open', by: null }),
      configuration: () => ok(inForce),
      configurationHistory: () => ok([inForce]),
      followUps: () => ok([...followUps]),
      changeConfiguration: change,
      changeDay: () => ok({ date: '2026-01-05', state: 'closed', by: '周强' }),
      closeFollowUp: () => ok({}),
    });
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    hearComplaints(page, complaints, /409/);
    await page.goto(hall.url('administration', 'token=admin-token'));
    await page.getByRole('heading', { name: '大厅管理' }).waitFor();
  });

  afterAll(async () => {
    await browser.close();
    await hall.close();
  });

  beforeEach(() => {
    hall.asked.length = 0;
  });

  it('says what would change before it does, and saves nothing without a name', async () => {
    await part('优先').getByLabel('65 岁以上').fill('30');
    await part('开放时间').getByLabel('停止取号').fill('16:30');
    await expect(review().innerText()).resolves.toMatch(/优先 · 65 岁以上 20 → 30[^]*停止取号 17:00 → 16:30/);
    await expect(page.getByRole('button', { name: '保存并立即生效' }).isDisabled()).resolves.toBe(true);
    await page.getByText('先填名字才能修改').waitFor();
    await page.getByLabel('您是谁').fill('周强');
    await page.screenshot({ path: join(pictures, 'hall-admin.png') });
    await page.getByRole('button', { name: '保存并立即生效' }).click();
    await page.getByText('已生效：第 8 版').waitFor();
    const [sent] = saved();
    expect(sent).toEqual({
      expected: 7,
      by: '周强',
      configuration: {
        ...configuration,
        leads: { ...configuration.leads, elderly: 30 },
        day: { ...configuration.day, closes: '16:30' },
      },
    });
  });

  it('adds a window with its businesses, and says what is missing until it is whole', async () => {
    const windows = part('窗口');
    await windows.getByRole('button', { name: '添加' }).click();
    await expect(review().innerText()).resolves.toMatch(
      /还不能保存[^]*窗口 · 第 5 项 · 代号 小写字母[^]*业务 至少一项/,
    );
    await page.screenshot({ path: join(pictures, 'hall-admin-problems.png') });
    const row = windows.locator('.rows > li').last();
    await row.getByLabel('代号').fill('w13');
    await row.getByLabel('医保报销').check();
    await expect(review().innerText()).resolves.toMatch(/窗口 · w13 添加/);
    await page.getByRole('button', { name: '保存并立即生效' }).click();
    await page.getByText('已生效：第 9 版').waitFor();
    expect(saved()[0]?.configuration.windows.at(-1)).toEqual({
      id: 'w13',
      number: 13,
      businesses: ['medical'],
    });
  });

  it('shows what somebody else changed meanwhile, and goes on from there', async () => {
    await part('优先').getByLabel('残疾人').fill('40');
    await part('人员').getByLabel('名称').first().fill('王小芳');
    inForce = {
      version: 10,
      by: '孙丽',
      at: version.at,
      configuration: {
        ...inForce.configuration,
        followUpDays: 7,
        leads: { ...inForce.configuration.leads, disabled: 25 },
      },
    };
    await page.getByRole('button', { name: '保存并立即生效' }).click();
    hall.tell({ kind: 'configuration-changed', version: 10, by: '孙丽' });
    await page.getByText('孙丽 刚刚改成了第 10 版').waitFor();
    await expect(review().innerText()).resolves.toMatch(/对方改了[^]*残疾人 20 → 25[^]*差评几天内回访 5 → 7/);
    await page.screenshot({ path: join(pictures, 'hall-admin-conflict.png') });
    await page.getByRole('button', { name: '在新版上继续改' }).click();
    await expect(review().innerText()).resolves.toMatch(/同一处两人都改了[^]*残疾人 20 → 40/);
    await page.getByRole('button', { name: '保存并立即生效' }).click();
    await page.getByText('已生效：第 11 版').waitFor();
    expect(inForce.configuration).toMatchObject({ followUpDays: 7, leads: { disabled: 40 } });
    expect(inForce.configuration.staff[0]?.name).toBe('王小芳');
  });

  it('ends the day by another button than the first one: not by a double click, and not once it is called off', async () => {
    const days = () => hall.asked.filter(({ operation }) => operation === 'changeDay');
    const first = page.getByRole('button', { name: '结束今天' });
    await first.dblclick();
    await page.getByText('还在等的号记为未办').waitFor();
    await page.screenshot({ path: join(pictures, 'hall-admin-end-day.png') });
    await page.getByRole('button', { name: '取消' }).click();
    await page.getByText('还在等的号记为未办').waitFor({ state: 'detached' });
    expect(days()).toEqual([]);
    await first.click();
    await page.getByRole('button', { name: '确认结束' }).click();
    await until('the change', () => days().length > 0);
    expect(days().map(({ input }) => input)).toEqual([{ change: 'end', by: '周强' }]);
  });

  it('answers a bad grade with what was done', async () => {
    await page.getByLabel('查到什么、怎么办的（不写个人信息） B004').fill('已致电，材料已补');
    await page.getByRole('button', { name: '办完 B004' }).click();
    await until('it', () => hall.asked.some(({ operation }) => operation === 'closeFollowUp'));
    const [closed] = hall.asked.filter(({ operation }) => operation === 'closeFollowUp');
    expect(closed?.input).toEqual({ ticket: 't-B004', by: '周强', note: '已致电，材料已补' });
  });

  it('keeps WCAG 2.2 AA in both languages', async () => {
    await loadAxe(page);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Hall administration' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('the browser had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
