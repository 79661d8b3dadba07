/** The dock and the technician's page in a real browser: what they show, what they ask for, and WCAG 2.2 AA. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';

import type { DockRequest } from '#contracts/dock.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { hearComplaints } from '#test/support/complaints.ts';
import { startFixtureStation, type FixtureStation } from '#test/support/face-fixture-server.ts';
import { needs } from '#test/support/needs.ts';
import { dockView, startFixtures, traceEntries } from '#test/support/staff-fixtures.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/screens');

/** Waits until it can be seen; fails with what was looked for. */
async function expectShown(what: Locator): Promise<void> {
  await what.waitFor({ state: 'visible' });
}

needs('chromium')("the staff's pages", () => {
  let browser: Browser;
  let station: FixtureStation;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    station = await startFixtureStation(startFixtures);
    station.showDock(dockView((face) => station.url(face)));
    browser = await launchChromium();
    page = await browser.newPage({
      viewport: { width: 1920, height: 1080 },
      // Not the hall's.
      timezoneId: 'America/New_York',
    });
    hearComplaints(page, complaints);
  });

  afterAll(async () => {
    await browser.close();
    await station.close();
  });

  describe('the dock', () => {
    beforeAll(async () => {
      await page.goto(station.url('dock'));
      await page.getByRole('heading', { name: '演示台' }).waitFor();
      station.trace([...traceEntries]);
    });

    /** What the dock asked the station for, once `act` is done. */
    async function asked(act: () => Promise<void>): Promise<readonly DockRequest[]> {
      station.requests.length = 0;
      await act();
      await until('a request', () => station.requests.length > 0);
      return [...station.requests];
    }
    const device = (id: string) => page.locator('article', { hasText: id });

    it('shows the faces at work, each with its own token', async () => {
      await expectShown(page.frameLocator('iframe[title^="kiosk"]').getByText('不用证件也能办'));
      await expectShown(page.frameLocator('iframe[title^="gate"]').getByText('请刷卡或扫码'));
    });

    it('keeps WCAG 2.2 AA in both languages', async () => {
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(pictures, 'dock.png') });
      await loadAxe(page);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('heading', { name: 'Device dock' }).waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: '中文' }).click();
    });

    it("inserts the chosen person's card of the chosen kind", async () => {
      await page.getByLabel('姓名或序号').fill('刘');
      await page.getByRole('option', { name: '刘建华' }).click();
      await page.getByRole('radio', { name: '1.00' }).click();
      await page.getByRole('radio', { name: '过了有效期' }).click();
      const requests = await asked(() => device('gate-card').getByRole('button', { name: '插卡' }).click());
      expect(requests).toEqual([
        { do: 'insert-card', device: 'gate-card', person: 3, specVersion: '1.00', odd: 'expired' },
      ]);
    });

    it('swaps a card: out, and then in', async () => {
      station.requests.length = 0;
      await device('kiosk-card').getByRole('button', { name: '换成此人的卡' }).click();
      await until('both requests', () => station.requests.length === 2);
      expect(station.requests).toEqual([
        { do: 'emulator', command: { action: 'pull-card', device: 'kiosk-card' } },
        { do: 'insert-card', device: 'kiosk-card', person: 3, specVersion: '1.00', odd: 'expired' },
      ]);
    });

    it('lets a person walk through: the sensor is covered, and then free', async () => {
      station.requests.length = 0;
      await device('闸机').getByRole('button', { name: '走进去' }).click();
      await until('both sensor changes', () => station.requests.length === 2);
      const sensor = { action: 'set-gate-input', device: 'gate', input: 'sensor-in' };
      expect(station.requests).toEqual([
        { do: 'emulator', command: { ...sensor, on: true } },
        { do: 'emulator', command: { ...sensor, on: false } },
      ]);
    });

    it.each<[what: string, act: () => Promise<void>, request: DockRequest]>([
      [
        'puts an identity card',
        () => device('kiosk-idcard').getByRole('button', { name: '放身份证' }).click(),
        { do: 'put-identity-card', device: 'kiosk-idcard', person: 3 },
      ],
      [
        "lays a stranger's finger",
        () => device('kiosk-finger').getByRole('button', { name: '按上别人的手指' }).click(),
        { do: 'put-finger', device: 'kiosk-finger', person: null, quality: 'good' },
      ],
      [
        "lays the person's finger",
        () => device('kiosk-finger').getByRole('button', { name: '按花了' }).click(),
        { do: 'put-finger', device: 'kiosk-finger', person: 3, quality: 'smudge' },
      ],
      [
        'puts somebody else before the camera',
        () => device('camera-kiosk').getByRole('radio', { name: '陌生人' }).click(),
        { do: 'emulator', command: { action: 'stand-before-camera', device: 'camera-kiosk', who: 'first' } },
      ],
      [
        'has whoever is there turn',
        () => device('camera-kiosk').getByRole('button', { name: '左转' }).click(),
        {
          do: 'emulator',
          command: { action: 'act-before-camera', device: 'camera-kiosk', act: 'turn-left' },
        },
      ],
      [
        'has the person authenticated elsewhere',
        () => page.getByRole('button', { name: '此人在别处认证' }).click(),
        { do: 'authenticate-elsewhere', person: 3 },
      ],
      [
        'shows a code',
        () => device('gate-scanner').getByRole('button', { name: '出示此人的渝快码' }).click(),
        { do: 'show-code', device: 'gate-scanner', person: 3 },
      ],
      [
        'scans something else',
        () => device('gate-scanner').getByRole('button', { name: '扫码', exact: true }).click(),
        {
          do: 'emulator',
          command: {
            action: 'scan',
            device: 'gate-scanner',
            text: 'https://example.org/menu',
            aimIdentifier: ']Q1',
          },
        },
      ],
      [
        "takes the printer's paper",
        () => device('kiosk-printer').getByRole('radio', { name: '缺纸' }).click(),
        {
          do: 'emulator',
          command: {
            action: 'set-printer',
            device: 'kiosk-printer',
            paper: 'out',
            cover: 'closed',
            cutter: 'ok',
            online: true,
          },
        },
      ],
      [
        'makes a reader misbehave',
        async () => {
          await device('kiosk-card').getByRole('combobox').selectOption('garble');
        },
        {
          do: 'emulator',
          command: {
            action: 'misbehave',
            device: 'kiosk-card',
            misbehaviour: { kind: 'garble', times: null },
          },
        },
      ],
      [
        'plugs a cable in again',
        () => device('kiosk-scanner').getByRole('button', { name: '接线' }).click(),
        { do: 'emulator', command: { action: 'plug', device: 'kiosk-scanner' } },
      ],
      [
        'cuts the platform',
        () => page.getByRole('radiogroup', { name: '平台' }).getByRole('radio', { name: '断开' }).click(),
        { do: 'platform', faults: { latencyMs: 200, mode: 'away' } },
      ],
    ])('%s', async (_what, act, request) => {
      expect(await asked(act)).toEqual([request]);
    });

    it('shows the ticket as a picture that cannot run anything', async () => {
      const picture = page.getByRole('img', { name: '最近一张号票' });
      await expect(picture.getAttribute('src')).resolves.toMatch(/^data:image\/svg\+xml/);
      await expect(
        picture.evaluate((image: HTMLImageElement) => image.naturalWidth),
      ).resolves.toBeGreaterThan(0);
    });

    it("shows the trace of one device by the hall's clock, and holds it still", async () => {
      const trace = page.getByRole('region', { name: '设备通信' });
      await trace.getByText('SELECT SSSE').waitFor();
      await expectShown(trace.getByText('09:30:00.905'));
      await trace.getByRole('combobox').selectOption('gate');
      await expect(trace.getByText('SELECT SSSE').count()).resolves.toBe(0);
      await expect(trace.getByText('coil 0 on').count()).resolves.toBe(2);
      await trace.getByRole('button', { name: '暂停' }).click();
      station.trace([
        { at: Date.now(), device: 'gate', direction: 'note', hex: '', meaning: 'while it was held' },
      ]);
      await trace.getByRole('button', { name: '继续' }).click();
      await trace.getByText('while it was held').waitFor();
    });
  });

  describe("the technician's page", () => {
    beforeAll(async () => {
      await page.goto(station.url('technician'));
      await page.getByRole('heading', { name: '维护' }).waitFor();
    });

    const row = (id: string) => page.locator('.device-row', { hasText: id });

    it('says of each device how it is, since when, why, and what to try', async () => {
      await expect(row('kiosk-printer').innerText()).resolves.toMatch(/故障[^]*打印机缺纸[^]*换纸卷/);
      await expect(row('kiosk-scanner').innerText()).resolves.toMatch(/未接入[^]*端口打不开[^]*0c2e:0b81/);
      await expect(row('kiosk-card').innerText()).resolves.toMatch(/就绪[^]*2026\/01\/05 09:30:00/);
    });

    it('tests a device and shows what it said', async () => {
      await row('kiosk-card').getByRole('button', { name: '测试' }).click();
      await expectShown(row('kiosk-card').getByText('kiosk-card: 4 ms'));
    });

    it('offers to enable what is out of order, and nothing else', async () => {
      await expect(page.getByRole('button', { name: '重新启用' }).count()).resolves.toBe(1);
      await expect(row('modbus-gate').getByRole('button', { name: '重新启用' }).count()).resolves.toBe(1);
    });

    it('proposes an entry for the configuration for each device that it finds', async () => {
      await page.getByRole('button', { name: '找设备' }).click();
      await page.getByText('"reader":"Virtual PCD 00 00"').waitFor();
      await expect(page.getByText('没有对应的驱动').count()).resolves.toBe(1);
      await expectShown(page.getByText('systemctl start pcscd'));
    });

    it('shows the effective configuration', async () => {
      await page.getByRole('heading', { name: '生效的配置' }).click();
      await expectShown(page.getByText('"station": "demo-1"'));
    });

    it('keeps WCAG 2.2 AA in both languages', async () => {
      await page.screenshot({ path: join(pictures, 'technician.png') });
      await loadAxe(page);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('heading', { name: 'Maintenance' }).waitFor();
      expect(await violations(page)).toEqual([]);
    });
  });

  it('the browser had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
