/**
 * The hall on the technician's page, in a real browser against a real station: its own hall is edited, reviewed and put in force, and
 * the kiosk beside it follows; a hall server's is asked after.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { hallConfigurationSchema } from '#contracts/hall/configuration.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { hearComplaints } from '#test/support/complaints.ts';
import { hallConfig } from '#test/support/hall-config.ts';
import { startFixtureStation, type FixtureStation } from '#test/support/face-fixture-server.ts';
import { TestHallServer } from '#test/support/hall-server.ts';
import { valueOf } from '#test/support/halls.ts';
import { needs } from '#test/support/needs.ts';
import { ownHall, startFixtures } from '#test/support/staff-fixtures.ts';
import { StationProcess } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/screens');

const config = hallConfig({
  platformUrl: 'stand-in',
  devices: [{ id: 'kiosk-card', driver: 'vpcd', port: 'emulated' } as never],
  change: { delays: { hallRequestMs: 10_000 } },
}) as { readonly hall: object };

needs('chromium')("the hall on the technician's page", () => {
  let browser: Browser;
  const complaints: string[] = [];

  async function open(address: string, size = { width: 1920, height: 1080 }): Promise<Page> {
    const page = await browser.newPage({ viewport: size });
    hearComplaints(page, complaints);
    await page.goto(address);
    return page;
  }

  async function openHall(address: string): Promise<Page> {
    const page = await open(address);
    await page.getByRole('tab', { name: '大厅' }).click();
    return page;
  }

  /** Controls lower than what the staff's other parts have, in CSS pixels. */
  function tooLow(page: Page): Promise<readonly string[]> {
    return page.evaluate(() =>
      [...document.querySelectorAll('button, [role=tab]')]
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 32)
        .map((one) => one.textContent),
    );
  }

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
  });

  describe("of the station's own", () => {
    const station = new StationProcess(config);
    let page: Page;
    let kiosk: Page;

    beforeAll(async () => {
      await station.start();
      kiosk = await open(station.address('url'), { width: 1080, height: 1920 });
      page = await openHall(station.address('technicianUrl'));
      await page.getByRole('region', { name: '大厅', exact: true }).first().waitFor();
    });

    afterAll(async () => {
      await page?.close();
      await kiosk?.close();
      await station.remove();
    });

    const review = (on = page) => on.getByRole('region', { name: '将要修改' });
    const part = (name: string, on = page) => on.locator('.part', { has: on.getByRole('heading', { name }) });
    const save = (on = page) => on.getByRole('button', { name: '保存并立即生效' });
    const offer = (name: string) => kiosk.getByRole('button', { name });

    it('says what would change before it does, and changes nothing without a name', async () => {
      await page.getByText('第 1 版 · software').first().waitFor();
      await offer('综合咨询').waitFor();
      await part('大厅').getByLabel('名称（中文）').fill('云江便民大厅');
      await part('业务').getByRole('button', { name: '添加' }).click();
      const row = part('业务').locator('.rows > li').last();
      await row.getByLabel('代号').fill('tax');
      await expect(review().innerText()).resolves.toMatch(/还不能保存/);
      await row.getByLabel('字母').fill('T');
      await row.getByLabel('名称（中文）').fill('税务咨询');
      await row.getByLabel('名称（英文）').fill('Tax advice');
      await row.getByLabel('不用证件').check();
      await expect(review().innerText()).resolves.toMatch(
        /名称 · 中文 测试大厅 → 云江便民大厅[^]*业务 · tax 添加 代号 tax, 名称 中文 税务咨询, 英文 Tax advice, 字母 T, 不用证件 是/,
      );
      await expect(save().isDisabled()).resolves.toBe(true);
      await page.screenshot({ path: join(pictures, 'technician-hall.png') });
    });

    it('keeps the draft while somebody looks at the devices', async () => {
      await page.getByRole('tab', { name: '设备' }).click();
      await page.locator('.device-row', { hasText: 'kiosk-card' }).waitFor();
      await expect(review().isVisible()).resolves.toBe(false);
      await page.getByRole('tab', { name: '大厅' }).click();
      await expect(review().innerText()).resolves.toMatch(/业务 · tax 添加/);
    });

    it('puts it in force: the version is raised, and the kiosk shows it by itself', async () => {
      await part('大厅').getByLabel('时区').fill('Asia/Karachi');
      await page.getByLabel('您是谁').fill('周强');
      await save().click();
      await page.getByText('已生效：第 2 版').waitFor();
      await page.getByText('第 2 版 · 周强').first().waitFor();
      await offer('税务咨询').waitFor();
      await kiosk.getByText('云江便民大厅').first().waitFor();
      await expect(offer('税务咨询').isEnabled()).resolves.toBe(true);
      // Five hours ahead of UTC all year.
      const time = (): string => new Date(Date.now() + 5 * 3_600_000).toISOString().slice(11, 16);
      await until('its time', async () => (await kiosk.locator('.clock').innerText()) === time());
      await kiosk.screenshot({ path: join(pictures, 'technician-hall-kiosk.png') });
    });

    it('says with its place what the hall refuses', async () => {
      const letters = part('业务').locator('.rows > li').last().getByLabel('字母');
      await letters.fill('A');
      await save().click();
      await review().getByText('businesses.prefix A').waitFor();
      await review().getByText('configuration-invalid').waitFor();
      await page.getByRole('button', { name: '放弃修改' }).click();
      await expect(letters.inputValue()).resolves.toBe('T');
      await expect(review().innerText()).resolves.not.toMatch('configuration-invalid');
    });

    it('shows what another technician put in force meanwhile, and goes on from there', async () => {
      await part('优先').getByLabel('残疾人').fill('40');
      const other = await openHall(station.address('technicianUrl'));
      await other.getByLabel('您是谁').fill('孙丽');
      await part('优先', other).getByLabel('65 岁以上').fill('30');
      await save(other).click();
      await other.getByText('已生效：第 3 版').waitFor();
      await other.close();
      await page.getByText('孙丽 刚刚改成了第 3 版').waitFor();
      await page.screenshot({ path: join(pictures, 'technician-hall-conflict.png') });
      await page.getByRole('button', { name: '在新版上继续改' }).click();
      await save().click();
      await page.getByText('已生效：第 4 版').waitFor();
      await expect(part('优先').getByLabel('65 岁以上').inputValue()).resolves.toBe('30');
    });

    it('closes the hall by hand, and the kiosk gives no numbers', async () => {
      await expect(offer('综合咨询').isEnabled()).resolves.toBe(true);
      await page.getByRole('button', { name: '停止取号' }).click();
      await kiosk.getByText('现在不取号').first().waitFor();
      await page.getByText('由 周强 手动').waitFor();
      await page.getByRole('button', { name: '恢复按规则' }).click();
      await until('it is open', () => offer('综合咨询').isEnabled());
    });

    it('counts who waits', async () => {
      const facts = page.getByRole('region', { name: '大厅', exact: true }).first();
      await expect(facts.innerText()).resolves.toMatch(/等候\s+0 人/);
      await offer('综合咨询').click();
      await kiosk.getByText('C001').first().waitFor();
      await facts.getByText('1 人').waitFor();
    });

    it('goes back to a former version, which is reviewed like any change', async () => {
      await page.getByRole('heading', { name: '历次修改' }).click();
      await page.getByRole('button', { name: '改回第 1 版' }).click();
      await expect(review().innerText()).resolves.toMatch(/云江便民大厅 → 测试大厅[^]*业务 · tax 删除/);
      await save().click();
      await page.getByText('已生效：第 5 版').waitFor();
      await kiosk.getByText('测试大厅').first().waitFor();
    });

    it('keeps WCAG 2.2 AA in both languages, with targets as large as the other parts', async () => {
      await loadAxe(page);
      expect(await violations(page)).toEqual([]);
      expect(await tooLow(page)).toEqual([]);
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('heading', { name: 'What will change' }).waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await tooLow(page)).toEqual([]);
      await page.screenshot({ path: join(pictures, 'technician-hall-en.png') });
      await page.getByRole('button', { name: '中文' }).click();
    });

    it("fits the kiosk's own display, upright", async () => {
      await page.setViewportSize({ width: 1080, height: 1920 });
      const beyond = await page.evaluate(() =>
        [...document.querySelectorAll('.hall-editor button, .hall-editor input')]
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > window.innerWidth)
          .map((one) => one.outerHTML),
      );
      expect(beyond).toEqual([]);
      await page.screenshot({ path: join(pictures, 'technician-hall-upright.png') });
      await page.setViewportSize({ width: 1920, height: 1080 });
    });

    it('outlives the file, which is used for a new hall only, and says where they differ', async () => {
      await part('大厅').getByLabel('名称（中文）').fill('云江便民大厅');
      await save().click();
      await page.getByText('已生效：第 6 版').waitFor();
      await page.close();
      await kiosk.close();
      await station.stop();
      await station.start();
      kiosk = await open(station.address('url'), { width: 1080, height: 1920 });
      await kiosk.getByText('云江便民大厅').first().waitFor();
      page = await openHall(station.address('technicianUrl'));
      const differs = page.getByRole('region', { name: '本机配置文件写的与大厅不同' });
      await expect(differs.innerText()).resolves.toMatch(/云江便民大厅 → 测试大厅/);
      await page.screenshot({ path: join(pictures, 'technician-hall-file.png') });
      await differs.getByRole('button', { name: '照配置文件改' }).click();
      await page.getByLabel('您是谁').fill('周强');
      await save().click();
      await page.getByText('已生效：第 7 版').waitFor();
      await differs.waitFor({ state: 'detached' });
      await kiosk.getByText('测试大厅').first().waitFor();
    });
  });

  describe('of a hall server', () => {
    const configuration = hallConfigurationSchema.parse({ ...config.hall, leaseSize: 6 });
    let server: TestHallServer;
    let station: StationProcess;
    let page: Page;

    beforeAll(async () => {
      server = await TestHallServer.start({ configuration });
      station = new StationProcess({
        ...config,
        hall: { ...config.hall, server: { url: server.origin, tokenFile: 'kiosk-token' } },
      });
      writeFileSync(join(station.folder, 'kiosk-token'), server.token('kiosk'));
      await station.start();
      page = await openHall(station.address('technicianUrl'));
    });

    afterAll(async () => {
      await page?.close();
      await station?.remove();
      await server?.stop();
    });

    const region = (name: string) => page.getByRole('region', { name });

    it('answers, and says its day, its version and the numbers that are held', async () => {
      await region('大厅服务器').getByText('已连接').waitFor();
      await region('大厅服务器').getByText('第 1 版').waitFor();
      await expect(region('大厅服务器').innerText()).resolves.toMatch(/正在取号/);
      await region('断网备用号').getByRole('row', { name: '养老业务 6 0 0' }).waitFor();
    });

    it('follows its version, and cannot change it', async () => {
      const changed = { ...configuration, followUpDays: 9 };
      valueOf(await server.hall.changeConfiguration({ expected: 1, configuration: changed, by: 'admin' }));
      await region('大厅服务器').getByText('第 2 版').waitFor();
      await expect(page.getByRole('button', { name: '保存并立即生效' }).count()).resolves.toBe(0);
      await expect(page.getByLabel('您是谁').count()).resolves.toBe(0);
    });

    it('says where it is configured, as text and as a code, without a token', async () => {
      const administration = region('修改大厅的配置');
      await administration.getByText(`${server.origin}/hall-admin/`).waitFor();
      await administration.getByRole('img', { name: '大厅管理页的地址' }).waitFor();
      expect(await page.content()).not.toContain(server.token('kiosk'));
    });

    it('is away since when, what it last said stays, and what is given meanwhile is counted', async () => {
      await server.server.close();
      await region('大厅服务器').getByText('连不上', { exact: false }).first().waitFor();
      await region('大厅服务器').getByText('以上是它最后说的').waitFor();
      const kiosk = await open(station.address('url'), { width: 1080, height: 1920 });
      await kiosk.getByRole('button', { name: '综合咨询' }).click();
      await kiosk.getByText('CX001').first().waitFor();
      await kiosk.close();
      await region('断网备用号').getByRole('row', { name: '综合咨询 5 1 1' }).waitFor();
      await page.screenshot({ path: join(pictures, 'technician-hall-server.png') });
      await loadAxe(page);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByText('The above is what it last said').waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await tooLow(page)).toEqual([]);
      await page.getByRole('button', { name: '中文' }).click();
    });

    it('that is back with other tokens refuses the station, and what is to be done stands there', async () => {
      const { hall, access, origin } = server;
      const tokens = { ...access.tokens, kiosk: ['x'.repeat(43)] };
      const { port } = server.server;
      const changed = await TestHallServer.start({ hall, access: { ...access, tokens }, port });
      try {
        await region('大厅服务器').getByText('不接受本机').waitFor({ timeout: 60_000 });
        await region('大厅服务器').getByText('kiosk-token-invalid').waitFor();
        await region('大厅服务器').getByText(origin).waitFor();
        await expect(page.getByText('连不上', { exact: true }).count()).resolves.toBe(0);
        await page.screenshot({ path: join(pictures, 'technician-hall-refused.png') });
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: 'English' }).click();
        await region('Hall server').getByText('Refuses this station').waitFor();
        expect(await violations(page)).toEqual([]);
        await page.screenshot({ path: join(pictures, 'technician-hall-refused-en.png') });
      } finally {
        await changed.stop();
      }
    });
  });

  describe('while the station cannot be heard', () => {
    let station: FixtureStation;

    beforeAll(async () => {
      station = await startFixtureStation({ ...startFixtures, hall: ownHall });
    });

    afterAll(async () => {
      await station.close();
    });

    it('hides the draft, and has it again afterwards', async () => {
      const page = await openHall(station.url('technician'));
      const name = page.getByLabel('名称（中文）').first();
      await name.fill('写到一半');
      // What the browser says of the lost socket is no complaint of the page.
      page.removeAllListeners('console');
      station.reachable(false);
      await page.getByText('正在连接').waitFor();
      await expect(name.isVisible()).resolves.toBe(false);
      station.reachable(true);
      await page.getByText('正在连接').waitFor({ state: 'detached' });
      await expect(name.inputValue()).resolves.toBe('写到一半');
      await page.close();
    });
  });

  it('the browser had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
