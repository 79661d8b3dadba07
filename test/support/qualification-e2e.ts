/**
 * A kiosk for qualification authentication from end to end: station with its face engine, platform stand-in, emulated
 * readers and printer, real Chromium with its fake camera. The pictures are those that `@vladmandic/human` brings along,
 * in place.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { systemClock } from '#contracts/clock.ts';
import { platformPaths, standInQualificationSchema, type StandInPerson } from '#contracts/platform-api.ts';
import { listenOnLoopback, type TcpListener } from '#drivers/core/tcp-listener.ts';
import { PrinterEmulator } from '#drivers/escpos-printer/emulator.ts';
import { FingerprintEmulator } from '#drivers/serial-fingerprint/emulator.ts';
import { VpcdEmulator } from '#drivers/vpcd/emulator.ts';
import { performWhatIsAsked, TestCamera } from './camera.ts';
import { launchChromium } from './chromium.ts';
import { FaceClient } from './face-client.ts';
import { freePort } from './free-port.ts';
import { hallConfig } from './hall-config.ts';
import { runStandIn, StationProcess, type StandInHandle } from './station-process.ts';
import { until } from './until.ts';

export const pictures = join(import.meta.dirname, '../../test-results/qualification');
/** Milliseconds until a screen must have come. */
export const screenMs = 60_000;
/** Of the station's log, where a screen did not come. */
const lastLines = 20;

/** Registers the hooks of the suite that calls it; what it gives is there while its tests run. */
export function qualificationKiosk() {
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
          // What a person and a platform take on a busy machine; who waits for nobody waits as long.
          delays: { goodbyeMs: 1000, captureMs: 40_000, actionMs: 10_000, submitMs: 15_000 },
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
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await station?.remove();
    for (const listener of listeners) listener.close();
    camera?.remove();
    await standIn?.stop();
  });

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
    await page?.context().close();
  });

  /** Something did not come: what stood there instead, and what the station said of it. */
  const withWhatIsShown = async (error: Error): Promise<never> => {
    const shown = await page.locator('body').innerText();
    const said = station.program.log.split('\n').slice(-lastLines).join('\n');
    throw new Error(`${error.message}\nShown: ${shown}\nThe station said:\n${said}`, { cause: error });
  };
  const expectShown = (text: string | RegExp): Promise<void> =>
    page.getByText(text).first().waitFor({ timeout: screenMs }).catch(withWhatIsShown);
  const press = (name: string | RegExp): Promise<void> =>
    page.getByRole('button', { name }).first().click({ timeout: screenMs }).catch(withWhatIsShown);

  /** Somebody new each time, so that no test meets another one's authentication. */
  function somebody(sitter: 'first' | 'second' = 'first'): StandInPerson {
    const all = standIn.people.filter(
      (one) =>
        one.sitter === sitter &&
        one.cardState === 'normal' &&
        !one.person.deceased &&
        !one.staff &&
        one.person.birthDate < '1960' &&
        one.index > 40 &&
        // The stand-in has nothing on file of every twenty-fifth.
        one.index % 25 !== 13,
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

  const staff = (): StandInPerson => {
    const found = standIn.people.find((one) => one.staff);
    if (found === undefined) throw new Error('no staff');
    return found;
  };

  return {
    get page() {
      return page;
    },
    get camera() {
      return camera;
    },
    get card() {
      return card;
    },
    get finger() {
      return finger;
    },
    get printer() {
      return printer;
    },
    get standIn() {
      return standIn;
    },
    get station() {
      return station;
    },
    toIdle,
    expectShown,
    expectError,
    press,
    somebody,
    staff,
    toWays,
    byFace,
    toKeypad,
    outcomes,
    /** The person before the camera does what is asked, until `stop`. */
    act: () => {
      stopActing = performWhatIsAsked(page, (act) => camera.act(act));
    },
    stop: async () => {
      const acting = stopActing;
      stopActing = () => Promise.resolve();
      await acting();
    },
    /** Works with the page of another browser, and comes back to this one's. */
    elsewhere: async (other: Page, work: () => Promise<void>) => {
      const before = page;
      page = other;
      try {
        await work();
      } finally {
        page = before;
      }
    },
  };
}
