/**
 * The main job, from end to end: real pcscd, serial ports, station, platform stand-in and Chromium. A card, an identity
 * card or a code opens the gate and gives a number; only the far ends of the wires are emulated.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { systemClock } from '#contracts/clock.ts';
import { gateMapSchema } from '#contracts/devices.ts';

import { PrinterEmulator } from '#drivers/escpos-printer/emulator.ts';
import { GateEmulator } from '#drivers/modbus-gate/emulator.ts';
import { SamVEmulator } from '#drivers/sam-v/emulator.ts';
import { createSerialScannerEmulator } from '#drivers/serial-scanner/emulator.ts';
import { VpcdEmulator } from '#drivers/vpcd/emulator.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { hallConfig } from '#test/support/hall-config.ts';
import { findNeedles } from '#test/support/needles.ts';
import { needs } from '#test/support/needs.ts';
import { acknowledgeAtOnce, Pcscd } from '#test/support/pcscd.ts';
import { SerialDevice } from '#test/support/serial-device.ts';
import { runStandIn, StationProcess, type StandInHandle } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/spine');

needs(
  'chromium',
  'pcscd',
  'vpcd',
  'socat',
  'root',
)('card, identity card and code', () => {
  let restoreAcknowledgements: () => void = () => undefined;
  let pcscd: Pcscd;
  let standIn: StandInHandle;
  let station: StationProcess;
  let browser: Browser;
  let kiosk: Page;
  let gatePage: Page;
  let gate: SerialDevice;
  let printer: SerialDevice;
  let plate: SerialDevice;
  let scanner: SerialDevice;
  let kioskCard: VpcdEmulator;
  let gateCard: VpcdEmulator;

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    restoreAcknowledgements = acknowledgeAtOnce();
    pcscd = await Pcscd.start();
    standIn = await runStandIn();
    gate = await SerialDevice.plugIn(
      new GateEmulator({ device: 'gate', clock: systemClock, map: gateMapSchema.parse({}), unit: 1 }),
    );
    printer = await SerialDevice.plugIn(new PrinterEmulator({ device: 'printer', clock: systemClock }));
    plate = await SerialDevice.plugIn(new SamVEmulator({ device: 'kiosk-idcard', clock: systemClock }));
    scanner = await SerialDevice.plugIn(createSerialScannerEmulator('kiosk-scanner', systemClock));
    kioskCard = new VpcdEmulator({
      device: 'kiosk-card',
      host: '127.0.0.1',
      port: pcscd.port,
      clock: systemClock,
    });
    gateCard = new VpcdEmulator({
      device: 'gate-card',
      host: '127.0.0.1',
      port: pcscd.port + 1,
      clock: systemClock,
    });
    station = new StationProcess(
      hallConfig({
        platformUrl: standIn.url,
        devices: [
          { id: 'kiosk-card', driver: 'pcsc', reader: pcscd.reader },
          { id: 'gate-card', driver: 'pcsc', reader: pcscd.reader.replace(/0$/, '1') },
          { id: 'kiosk-idcard', driver: 'sam-v', port: plate.port },
          { id: 'kiosk-scanner', driver: 'serial-scanner', port: scanner.port },
          { id: 'printer', driver: 'escpos-printer', port: printer.port },
          { id: 'gate', driver: 'modbus-gate', port: gate.port },
        ],
        change: { delays: { goodbyeMs: 1000, gateSignMs: 1000 } },
      }),
    );
    await station.start();
    await station.devicesReady();
    browser = await launchChromium();
    kiosk = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    gatePage = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    await kiosk.goto(station.address('url'));
    await gatePage.goto(station.address('gateUrl'));
    await expectShown(kiosk, /请刷|请出示/);
    await expectShown(gatePage, '请刷卡或扫码');
  });

  afterAll(async () => {
    await browser?.close();
    await station?.remove();
    await standIn?.stop();
    await Promise.all([gate, printer, plate, scanner].map(async (device) => device?.remove()));
    await pcscd?.end();
    restoreAcknowledgements();
  });

  afterEach(async () => {
    kioskCard.pull();
    gateCard.pull();
  });

  const expectShown = (page: Page, text: string | RegExp): Promise<void> =>
    page.getByText(text).first().waitFor();

  const person = (index: number) => {
    const found = standIn.people[index];
    if (found === undefined) throw new Error('no such person');
    return found;
  };

  const walkIn = async (): Promise<void> => {
    gate.command({ action: 'set-gate-input', device: 'gate', input: 'sensor-in', on: true });
    await until('the gate closes', () => !gate.state('gate').openIn);
    gate.command({ action: 'set-gate-input', device: 'gate', input: 'sensor-in', on: false });
  };

  /** The kiosk's session ends and the screen is free for the next person. */
  const finish = async (): Promise<void> => {
    kioskCard.pull();
    await kiosk.getByRole('button', { name: '结束', exact: true }).click();
    await expectShown(kiosk, /请刷|请出示/);
  };

  it.each(['1.00', '2.00', '3.00'])(
    'a card of version %s gives a number, and the printer proves it',
    async (specVersion) => {
      const before = printer.state('printer').tickets;
      const index = Number(specVersion[0]);
      expect(await kioskCard.insert({ ...person(index).card, specVersion })).toEqual({
        ok: true,
        value: undefined,
      });
      await kiosk.getByRole('button', { name: /养老业务/ }).click();
      const number = kiosk.getByText(/^A\d{3}$/);
      await number.waitFor();
      await expectShown(kiosk, '请取走号票');
      expect(printer.state('printer').tickets).toBe(before + 1);
      const text = (await number.textContent()) ?? '';
      expect(printer.state('printer').picture).toContain(`>${text}</text>`);
      await kiosk.screenshot({ path: join(pictures, `number-${specVersion}.png`) });
      await finish();
    },
  );

  it('a card opens the gate, and the sensor proves the passage', async () => {
    expect(await gateCard.insert(person(1).card)).toEqual({ ok: true, value: undefined });
    await expectShown(gatePage, '请通行');
    expect(gate.state('gate').openIn).toBe(true);
    await gatePage.screenshot({ path: join(pictures, 'gate-pass.png') });
    // The welcome stays for a second: it is looked for before it comes.
    await Promise.all([walkIn(), expectShown(gatePage, '欢迎')]);
    await until('the platform is told of the passage', async () =>
      (await standIn.events()).some(
        ({ event }) => event.topic === 'passage' && event.body['result'] === 'passed',
      ),
    );
    gateCard.pull();
    await expectShown(gatePage, '请刷卡或扫码');
  });

  it('an identity card finds the number that the same person took with the card', async () => {
    await kioskCard.insert(person(14).card);
    await kiosk.getByRole('button', { name: /养老业务/ }).click();
    await expectShown(kiosk, /^A\d{3}$/);
    await finish();
    plate.command({ action: 'put-identity-card', device: 'kiosk-idcard', card: person(14).identityCard });
    await kiosk.getByRole('button', { name: /养老业务/ }).click();
    await expectShown(kiosk, '您今天已经取过号');
    plate.command({ action: 'lift-identity-card', device: 'kiosk-idcard' });
    await finish();
  });

  it('a code gives a number', async () => {
    const text = await standIn.mintCode(7, 'yukuai');
    scanner.command({ action: 'scan', device: 'kiosk-scanner', text: `YKU${text}`, aimIdentifier: null });
    await kiosk.getByRole('button', { name: /社保卡业务/ }).click();
    await expectShown(kiosk, /^B\d{3}$/);
    await finish();
  });

  it('a number without paper stays on the screen, with an error card', async () => {
    printer.command({
      action: 'set-printer',
      device: 'printer',
      paper: 'out',
      cover: 'closed',
      cutter: 'ok',
      online: true,
    });
    await kioskCard.insert(person(9).card);
    await kiosk.getByRole('button', { name: /养老业务/ }).click();
    await kiosk.getByText(/^A\d{3}$/).waitFor();
    await expectShown(kiosk, '号票没有打印出来');
    await kiosk.screenshot({ path: join(pictures, 'no-paper.png') });
    printer.command({
      action: 'set-printer',
      device: 'printer',
      paper: 'ok',
      cover: 'closed',
      cutter: 'ok',
      online: true,
    });
    await finish();
  });

  it('an expired card is told so', async () => {
    await kioskCard.insert({ ...person(10).card, issuedOn: '2010-01-02', expiresOn: '2020-01-01' });
    await expectShown(kiosk, '这张社会保障卡过了有效期');
    await finish();
  });

  it('a card reported lost opens nothing', async () => {
    await gateCard.insert(person(191).card);
    await expectShown(gatePage, '请到服务台');
    expect(gate.state('gate').openIn).toBe(false);
    gateCard.pull();
    await expectShown(gatePage, '请刷卡或扫码');
  });

  it('the platform away: the gate refuses, the kiosk says it and gives a number without a person', async () => {
    await standIn.misbehave({ mode: 'away', latencyMs: 0 });
    await gateCard.insert(person(11).card);
    await expectShown(gatePage, '请到服务台');
    gateCard.pull();
    await kioskCard.insert(person(12).card);
    await expectShown(kiosk, /连不上系统/);
    await kiosk.getByRole('button', { name: /养老业务/ }).click();
    await kiosk.getByText(/^A\d{3}$/).waitFor();
    await standIn.misbehave({ mode: 'none', latencyMs: 0 });
    await finish();
  });

  it('leaves no number and no name of a person in any file', async () => {
    await station.stop();
    const needles = standIn.people.slice(0, 20).flatMap(({ person: { number, name } }) => [number, name]);
    expect(findNeedles(station.data, needles)).toEqual([]);
  });
});
