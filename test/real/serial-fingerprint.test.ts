/** Fingers over a real serial port: serialport at one end of a PTY, the emulated module at the other. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { systemClock } from '#contracts/clock.ts';
import type { FingerPrompt } from '#contracts/devices.ts';
import type { Misbehaviour } from '#contracts/emulators.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import { fingerprintBaud, SerialFingerprintReader } from '#drivers/serial-fingerprint/device.ts';
import { FingerprintEmulator } from '#drivers/serial-fingerprint/emulator.ts';
import { yikatong, type CliOutcome } from '#test/support/cli.ts';
import { otherTemplate, template } from '#test/support/finger-bench.ts';
import { needs } from '#test/support/needs.ts';
import { SerialCable } from '#test/support/pty.ts';
import { until } from '#test/support/until.ts';

const device = 'finger';
const never = new AbortController().signal;

needs('socat')('a fingerprint module on a serial cable', () => {
  let cable: SerialCable;
  let emulator: FingerprintEmulator;
  let closers: (() => Promise<void>)[];

  const plugIn = async (): Promise<void> => {
    const opened = await openStream({ serial: cable.far, baud: fingerprintBaud })(never);
    if (!opened.ok) throw new Error(opened.error.detail);
    closers.push(() => opened.value.close());
    emulator.connect(opened.value);
  };
  const put = (whose: Uint8Array | null, quality: 'good' | 'smudge' = 'good'): void => {
    const base64 = whose === null ? null : Buffer.from(whose).toString('base64');
    emulator.command({ action: 'put-finger', device, template: base64, quality });
  };
  const lift = (): void => void emulator.command({ action: 'lift-finger', device });
  const misbehave = (misbehaviour: Misbehaviour | null): void =>
    void emulator.command({ action: 'misbehave', device, misbehaviour });

  beforeEach(async () => {
    closers = [];
    cable = await SerialCable.lay();
    emulator = new FingerprintEmulator({ device, clock: systemClock });
    await plugIn();
  });

  afterEach(async () => {
    for (const close of closers.toReversed()) await close();
    await cable.remove();
  });

  describe('asked by the command', () => {
    let folder: string;
    let file: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'yikatong-finger-'));
      file = join(folder, 'template');
      writeFileSync(file, template);
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const verify = (...args: readonly string[]): Promise<CliOutcome> =>
      yikatong(['finger', 'verify', '--port', cable.near, '--template', file, '--json', ...args]);

    it.each([
      ['the same finger', template, true],
      ['another one', otherTemplate, false],
      ['a stranger', null, false],
    ])('whether it is %s', async (_who, whose, matched) => {
      put(whose);
      const { exitCode, json } = await verify();
      expect(json).toEqual({ matched, score: expect.any(Number), least: 50 });
      expect(exitCode).toBe(0);
    });

    it('takes a finger on file that matches afterwards, and prints nothing of it', async () => {
      put(template);
      const out = join(folder, 'enrolled');
      // As somebody does who lifts the finger and puts it down again.
      let isOn = true;
      const tapping = setInterval(() => {
        isOn = !isOn;
        if (isOn) put(template);
        else lift();
      }, 400);
      const { json, stdout } = await yikatong([
        'finger',
        'enrol',
        '--port',
        cable.near,
        '--out',
        out,
        '--json',
      ]);
      clearInterval(tapping);
      expect(json).toEqual({ file: out, bytes: 512 });
      expect(statSync(out).mode & 0o777).toBe(0o600);
      expect(stdout).not.toContain(readFileSync(out).toString('base64').slice(0, 8));
      put(template);
      const again = await yikatong(['finger', 'verify', '--port', cable.near, '--template', out, '--json']);
      expect(again.json).toMatchObject({ matched: true });
      const onto = await yikatong([
        'finger',
        'enrol',
        '--port',
        cable.near,
        '--out',
        out,
        '--wait',
        '0',
        '--json',
      ]);
      expect(onto.json).toMatchObject({ error: { code: 'finger-absent' } });
    });

    it.each<[string, Misbehaviour | null]>([
      ['finger-absent', null],
      ['fingerprint-refused', { kind: 'refuse', times: null }],
      ['device-no-answer', { kind: 'silent', times: null }],
      ['device-garbled', { kind: 'garble', times: null }],
      ['device-garbled', { kind: 'half-answer', times: null }],
    ])('says %s and exits 1', async (code, misbehaviour) => {
      misbehave(misbehaviour);
      const { exitCode, json } = await verify('--wait', '1');
      expect(json).toEqual({ error: { code, message: expect.any(String), remedy: expect.any(String) } });
      expect(exitCode).toBe(1);
    });

    it('says template-unusable for what is none', async () => {
      writeFileSync(file, 'x');
      expect((await verify()).json).toMatchObject({ error: { code: 'template-unusable' } });
      rmSync(file);
      expect((await verify()).json).toMatchObject({ error: { code: 'template-unusable' } });
    });

    it('says port-unavailable without a cable', async () => {
      await cable.pull();
      expect((await verify()).json).toMatchObject({ error: { code: 'port-unavailable' } });
    });
  });

  describe('asked by the driver', () => {
    let reader: SerialFingerprintReader;
    let prompts: FingerPrompt[];
    let health: string;

    const is = (state: string): Promise<true> => until(`the module is ${state}`, () => health === state);
    const prompted = (prompt: FingerPrompt): Promise<true> => until(prompt, () => prompts.includes(prompt));

    beforeEach(async () => {
      prompts = [];
      health = '';
      reader = new SerialFingerprintReader({
        open: openStream({ serial: cable.near, baud: fingerprintBaud }),
        clock: systemClock,
        trace: () => undefined,
        address: 0xffffffff,
        password: 0,
        least: 50,
      });
      closers.push(() => reader.stop());
      reader.start((event) => {
        if (event.type === 'finger-prompt') prompts.push(event.prompt);
        else health = event.health.state;
      });
      await is('ready');
    });

    it('waits, asks again for a smudge, and leaves nothing of the finger behind', async () => {
      const asked = reader.verify(template, never);
      await prompted('place');
      put(template, 'smudge');
      await prompted('again-clean');
      lift();
      await until('it was seen to be lifted', () => !emulator.hasPicture);
      put(template);
      expect(await asked).toMatchObject({ ok: true, value: { matched: true } });
      await is('ready');
      lift();
      await until('no picture is left', () => !emulator.hasPicture);
      expect(emulator.buffers.flatMap((buffer) => [...buffer]).filter((byte) => byte !== 0)).toEqual([]);
    });

    it('decides within half a second of the picture', async () => {
      const took: number[] = [];
      // The quickest of some: others may keep the processor busy.
      for (let time = 0; time < 5; time += 1) {
        prompts = [];
        const asked = reader.verify(template, never);
        await prompted('place');
        put(template);
        await prompted('hold');
        const since = performance.now();
        await asked;
        took.push(performance.now() - since);
        lift();
        await until('no picture is left', () => !emulator.hasPicture);
      }
      expect(Math.min(...took)).toBeLessThan(500);
    });

    it('recovers by itself when the cable is pulled in a verification and plugged in again', async () => {
      const asked = reader.verify(template, never);
      await prompted('place');
      await cable.pull();
      expect(await asked).toMatchObject({ error: { code: 'port-lost' } });
      await is('failing');
      await cable.plug();
      await plugIn();
      await is('ready');
      put(otherTemplate);
      expect(await reader.verify(template, never)).toMatchObject({ value: { matched: false } });
      put(template);
      expect(await reader.verify(template, never)).toMatchObject({ value: { matched: true } });
    });
  });
});
