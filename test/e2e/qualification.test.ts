/**
 * Qualification authentication from end to end: station with its face engine, platform stand-in, emulated readers and
 * printer, real Chromium with its fake camera. The pictures are those that `@vladmandic/human` brings along, in place.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { systemClock } from '#contracts/clock.ts';
import { platformPaths, standInQualificationSchema, type StandInPerson } from '#contracts/platform-api.ts';
import { languages } from '#contracts/text.ts';
import { listenOnLoopback, type TcpListener } from '#drivers/core/tcp-listener.ts';
import { PrinterEmulator } from '#drivers/escpos-printer/emulator.ts';
import { FingerprintEmulator } from '#drivers/serial-fingerprint/emulator.ts';
import { VpcdEmulator } from '#drivers/vpcd/emulator.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { performWhatIsAsked, TestCamera } from '#test/support/camera.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { FaceClient } from '#test/support/face-client.ts';
import { freePort } from '#test/support/free-port.ts';
import { hallConfig } from '#test/support/hall-config.ts';
import { needs } from '#test/support/needs.ts';
import { runStandIn, StationProcess, type StandInHandle } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';

jest.setTimeout(120_000);

const pictures = join(import.meta.dirname, '../../test-results/qualification');
const screenMs = 15_000;

needs('chromium')('qualification authentication', () => {
  let standIn: StandInHandle;
  let station: StationProcess;
  let camera: TestCamera;
  let browser: Browser;
  let page: Page;
  let card: VpcdEmulator;
  let finger: FingerprintEmulator;
  let printer: PrinterEmulator;
  const listeners: TcpListener[] = [];
  let stopActing: () => Promise<void> = () => Promise.resolve();
  let visitors = 0;

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    standIn = await runStandIn();
    camera = new TestCamera();
    await camera.stand('first');
    finger = new FingerprintEmulator({ device: 'finger', clock: systemClock });
    printer = new PrinterEmulator({ device: 'printer', clock: systemClock });
    const plug = async (emulator: FingerprintEmulator | PrinterEmulator): Promise<object> => {
      const listener = await listenOnLoopback(0, (transport) => emulator.connect(transport));
      if (!listener.ok) throw new Error(listener.error.code);
      listeners.push(listener.value);
      return { tcp: { host: '127.0.0.1', port: listener.value.port } };
    };
    const port = await freePort();
    card = new VpcdEmulator({ device: 'kiosk-card', host: '127.0.0.1', port, clock: systemClock });
    station = new StationProcess(
      hallConfig({
        platformUrl: standIn.url,
        devices: [
          { id: 'kiosk-card', driver: 'vpcd', port },
          { id: 'finger', driver: 'serial-fingerprint', port: await plug(finger) },
          { id: 'printer', driver: 'escpos-printer', port: await plug(printer) },
        ] as never,
        services: ['qualification'],
        kiosk: { camera: 'browser' },
        change: {
          delays: { goodbyeMs: 1000, captureMs: 25_000, actionMs: 6000 },
          qualification: {
            attemptGapSeconds: 0,
            towns: [
              { id: 'east', name: { zh: '东街', en: 'East Street' } },
              { id: 'west', name: { zh: '西街', en: 'West Street' } },
            ],
            face: { matcher: 'station' },
          },
        },
      }),
    );
    await station.start();
    await station.devicesReady();
    browser = await launchChromium(camera.flags);
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await station?.remove();
    for (const listener of listeners) listener.close();
    camera?.remove();
    await standIn?.stop();
  }, 30_000);

  /** Ends whatever the test before left on the kiosk: its next visitor finds the idle screen. */
  async function toIdle(): Promise<void> {
    const kiosk = new FaceClient(station.address('url'));
    try {
      await until('the kiosk is idle', async () => {
        const screen = kiosk.view?.screen;
        if (screen?.kind === 'face-capture' || screen?.kind === 'finger-capture')
          await kiosk.choose('other-ways');
        else if (screen !== undefined && screen.kind !== 'idle' && screen.kind !== 'goodbye')
          await kiosk.intend({ do: 'finish', revision: kiosk.view?.revision ?? 0 });
        return screen?.kind === 'idle';
      });
    } finally {
      await kiosk.close();
    }
  }

  beforeEach(async () => {
    await toIdle();
    page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    await page.goto(station.address('url'));
    await expectShown(/请刷|请出示/);
  });

  afterEach(async () => {
    const acting = stopActing;
    stopActing = () => Promise.resolve();
    await acting();
    finger.command({ action: 'lift-finger', device: 'finger' });
    await camera.stand('first');
    card.pull();
    await page.context().close();
  });

  const expectShown = (text: string | RegExp): Promise<void> =>
    page.getByText(text).first().waitFor({ timeout: screenMs });
  const press = (name: string | RegExp): Promise<void> =>
    page.getByRole('button', { name }).first().click({ timeout: screenMs });

  /** Somebody new each time, so that no test meets another one's authentication. */
  function somebody(sitter: 'first' | 'second' = 'first'): StandInPerson {
    const all = standIn.people.filter(
      (one) =>
        one.sitter === sitter &&
        one.cardState === 'normal' &&
        !one.person.deceased &&
        !one.staff &&
        one.person.birthDate < '1960' &&
        one.index > 40,
    );
    visitors += 1;
    const found = all[visitors];
    if (found === undefined) throw new Error('nobody left');
    return found;
  }

  async function toWays(who: StandInPerson): Promise<void> {
    const inserted = await card.insert(who.card);
    expect(inserted.ok).toBe(true);
    await press(/待遇领取资格认证/);
    await press('我是本人');
    await expectShown('用哪种方式认证');
  }

  /** `acts` false: a photograph, or nobody who could. */
  async function byFace(who: StandInPerson, acts = true): Promise<void> {
    await toWays(who);
    await press(/^刷脸/);
    await expectShown('刷脸之前，请您同意');
    if (acts) stopActing = performWhatIsAsked(page, (act) => camera.act(act));
    await press(/^同意/);
  }

  /** Who has a telephone on file is asked about it first. */
  async function toKeypad(another: RegExp, typed: RegExp): Promise<void> {
    const choice = page.getByRole('button', { name: another });
    await choice.or(page.getByText(typed)).first().waitFor({ timeout: screenMs });
    if ((await choice.count()) > 0) await choice.click();
    await expectShown(typed);
  }

  const outcomes = async () =>
    standInQualificationSchema.parse(
      await (await fetch(new URL(platformPaths.receivedQualification, standIn.url))).json(),
    );

  const expectError = async (what: string, code: string): Promise<void> => {
    await expectShown(what);
    await expectShown(`工作人员查看：${code}`);
    // Every other way stands beside it, at once.
    for (const way of ['工作人员协助', '预约上门']) await expectShown(way);
    await expectShown('待遇');
  };

  describe('by face', () => {
    it('passes the right person: receipt shown and printed, once at the platform', async () => {
      const tickets = printer.state().tickets;
      await byFace(somebody());
      await page.locator('[data-prompt]').first().waitFor({ timeout: screenMs });
      await page.screenshot({ path: join(pictures, 'capture.png') });
      await expectShown('认证成功');
      await expectShown('已提交');
      await expectShown('请取走回执');
      await page.screenshot({ path: join(pictures, 'receipt.png') });
      expect(printer.state().tickets).toBe(tickets + 1);
      expect(printer.state().picture).toContain('认证成功');
    });

    it('does not pass another person, and says what to do', async () => {
      await camera.stand('second');
      await byFace(somebody());
      await expectError('这次没有认出是您本人', 'face-mismatch');
      await page.screenshot({ path: join(pictures, 'another-person.png') });
    });

    it('does not pass a photograph: it cannot do what is asked', async () => {
      await camera.stand('photo');
      await byFace(somebody(), false);
      await expectError('没有看清您做的动作', 'face-not-live');
    });

    it('does not pass two people', async () => {
      await camera.stand('both');
      await byFace(somebody(), false);
      await expectShown('请旁边的人退后');
      await expectError('画面里有两个人', 'face-several');
    });

    it('waits for somebody, and gives up in time', async () => {
      await camera.stand('nobody');
      await byFace(somebody(), false);
      await expectShown('请面对屏幕');
      await page.getByText('没有看到您的脸').first().waitFor({ timeout: 40_000 });
      await expectError('没有看到您的脸', 'face-not-found');
    });

    it('is left at once for another way, from the middle of the capture', async () => {
      await camera.stand('nobody');
      await byFace(somebody(), false);
      await expectShown('请面对屏幕');
      await press('换一种方式');
      await expectShown('用哪种方式认证');
    });

    it('refused on the consent screen, leads back to the other ways, and no camera was opened', async () => {
      await toWays(somebody());
      await press(/^刷脸/);
      await press('不同意');
      await expectShown('用哪种方式认证');
      expect(await page.locator('video').count()).toBe(0);
    });

    it('survives a camera that is pulled out in the middle', async () => {
      await camera.stand('nobody');
      await byFace(somebody(), false);
      await expectShown('请面对屏幕');
      await camera.unplug();
      try {
        await expectError('这台机器现在不能刷脸', 'camera-lost');
      } finally {
        await camera.plug();
      }
    });

    it('says so when the browser may not use the camera', async () => {
      const strict = await launchChromium([
        '--use-fake-device-for-media-stream',
        '--deny-permission-prompts',
      ]);
      const before = page;
      try {
        page = await strict.newPage({ viewport: { width: 1080, height: 1920 } });
        await page.goto(station.address('url'));
        await expectShown(/请刷|请出示/);
        await byFace(somebody(), false);
        await expectError('这台机器现在不能刷脸', 'camera-denied');
      } finally {
        await stopActing();
        stopActing = () => Promise.resolve();
        await strict.close();
        page = before;
      }
    });
  });

  describe('by finger', () => {
    const begin = async (who: StandInPerson): Promise<void> => {
      await toWays(who);
      await press(/^指纹/);
      await expectShown('按指纹之前，请您同意');
      await press(/^同意/);
      await expectShown('请把手指按在指纹仪上');
    };

    it('passes the finger on file', async () => {
      const who = somebody();
      await begin(who);
      finger.command({
        action: 'put-finger',
        device: 'finger',
        template: who.fingerTemplate,
        quality: 'good',
      });
      await expectShown('认证成功');
    });

    it('asks again after a smudge, and does not pass another finger', async () => {
      await begin(somebody());
      finger.command({ action: 'put-finger', device: 'finger', template: null, quality: 'smudge' });
      await expectShown('没看清');
      finger.command({ action: 'lift-finger', device: 'finger' });
      finger.command({ action: 'put-finger', device: 'finger', template: null, quality: 'good' });
      await expectError('这次指纹没有对上', 'finger-mismatch');
    });
  });

  describe('with staff', () => {
    const staff = (): StandInPerson => {
      const found = standIn.people.find((one) => one.staff);
      if (found === undefined) throw new Error('no staff');
      return found;
    };

    it('is confirmed by sight, with the ground and the member of staff in the record', async () => {
      await toWays(somebody());
      await press(/^工作人员协助/);
      await expectShown('请工作人员刷本人的卡');
      card.pull();
      expect((await card.insert(staff().card)).ok).toBe(true);
      await press('指纹磨损');
      await expectShown('请当面核对');
      await press('我已当面核对');
      await expectShown('认证成功');
      const { attempts } = await outcomes();
      expect(attempts.at(-1)).toMatchObject({ way: 'staff', outcome: 'authenticated' });
      const bodies = (await standIn.events()).map(({ event }) => event.body);
      expect(bodies).toContainEqual(
        expect.objectContaining({ way: 'staff', ground: 'worn-fingers', matcher: 'sight', staff: 'W-0180' }),
      );
    });

    it('is not confirmed by a citizen’s card', async () => {
      await toWays(somebody());
      await press(/^工作人员协助/);
      await expectShown('请工作人员刷本人的卡');
      card.pull();
      expect((await card.insert(somebody().card)).ok).toBe(true);
      await expectShown('没有认出这张工作人员的卡');
      await expectShown('工作人员查看：staff-unknown');
      // The others stand beside it; this one is not offered again at once.
      await expectShown('预约上门');
      expect(await page.getByRole('button', { name: /^工作人员协助/ }).count()).toBe(0);
    });
  });

  it('by a visit at home: one question a screen, and it is on the town’s list', async () => {
    await toWays(somebody());
    await press(/^预约上门/);
    await press('西街');
    await press(/^都不是/);
    await toKeypad(/用别的号码/, /请输入电话号码/);
    for (const digit of '13800000012') await press(digit);
    await expectShown('138 0000 0012');
    await press(/^号码对/);
    await press('周末');
    await expectShown('请看一下，对吗');
    await press('确认预约');
    await expectShown('已为您预约上门');
    const { visits } = await outcomes();
    expect(visits.at(-1)).toMatchObject({
      town: 'west',
      wish: 'weekend',
      proxy: false,
      details: { phone: '13800000012', address: null, phoneOnFile: null },
    });
  });

  it('a proxy is told that it needs the person, and books a visit', async () => {
    expect((await card.insert(somebody().card)).ok).toBe(true);
    await press(/待遇领取资格认证/);
    await press('我替家人来办');
    await expectShown('资格认证要本人来做');
    await press('给家人预约上门');
    await press('东街');
    await expectShown('请输入电话号码');
  });

  it('a card of somebody recorded as dead is turned to a window, without a word of the cause', async () => {
    const dead = standIn.people.find(({ person }) => person.deceased);
    if (dead === undefined) throw new Error('nobody');
    await card.insert(dead.card);
    await expectShown('您的信息需要核实');
    await until('it is on record', async () =>
      (await standIn.events()).some(({ event }) => event.topic === 'person-refused'),
    );
  });

  it('authenticated elsewhere meanwhile, the platform’s answer counts', async () => {
    const who = somebody();
    await toWays(who);
    await fetch(new URL(platformPaths.enrol, standIn.url), {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person: who.index, authenticatedElsewhere: true }),
    });
    await press(/^指纹/);
    await press(/^同意/);
    finger.command({ action: 'put-finger', device: 'finger', template: who.fingerTemplate, quality: 'good' });
    await expectShown('您已在别处认证过');
  });

  describe.each(languages)('in %s', (language) => {
    it.each([false, true])('keeps WCAG 2.2 AA through all four ways, 关怀版 %s', async (elder) => {
      if (language === 'en') await press('English');
      if (elder) await press(language === 'en' ? /Easy|Elder|Large|Care/ : '关怀版');
      const who = somebody();
      expect((await card.insert(who.card)).ok).toBe(true);
      const found: Record<string, readonly string[]> = {};
      await loadAxe(page);
      const look = async (name: string): Promise<void> => {
        found[name] = await violations(page, elder);
        const mode = elder ? 'elder' : 'standard';
        await page.screenshot({ path: join(pictures, `${name}-${language}-${mode}.png`) });
      };
      const option = (zh: RegExp | string, en: RegExp | string) => press(language === 'en' ? en : zh);
      const text = (zh: string, en: string) => expectShown(language === 'en' ? en : zh);
      await option(/待遇领取资格认证/, /Qualification authentication/);
      await text('我是本人', 'I am the person');
      await look('overview');
      await option('我是本人', 'I am the person');
      await text('用哪种方式认证', 'Which way');
      await look('ways');
      await option(/^刷脸/, /^Face/);
      await text('刷脸之前', 'Before your face');
      await look('consent-face');
      await camera.stand('nobody');
      await option(/^同意/, /^I agree/);
      await text('请面对屏幕', 'Please face the screen');
      await look('face');
      await option('换一种方式', 'Another way');
      await option(/^指纹/, /^Fingerprint/);
      await look('consent-finger');
      await option(/^同意/, /^I agree/);
      await text('请把手指按在指纹仪上', 'Put your finger');
      await look('finger');
      await option('换一种方式', 'Another way');
      await option(/^工作人员协助/, /^With staff/);
      await text('请工作人员刷本人的卡', 'Staff: please present');
      await look('staff-card');
      await option('上一步', 'Back');
      await option(/^预约上门/, /^Home visit/);
      await option('东街', 'East Street');
      await look('visit-address');
      await option(/^都不是/, /^None of these/);
      await toKeypad(/用别的号码|Another number/, /请输入电话号码|Type the telephone number/);
      await look('keypad');
      expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))).toEqual({});
    });
  });
});
