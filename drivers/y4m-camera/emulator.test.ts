import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { EmulatorCommand } from '#contracts/emulators.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { paperFace } from '#test/support/paper-face.ts';
import { CameraEmulator, type People } from './emulator.ts';
import { Y4mFile } from './emulator-file.ts';
import { sceneSize } from './scene.ts';

const device = 'camera-kiosk';
const header = 'YUV4MPEG2 W640 H480 F30:1 Ip A1:1 C420jpeg\nFRAME\n';
const whole = header.length + (640 * 480 * 3) / 2;
const people: People = { first: paperFace(), second: paperFace() };

let folder: string;
let path: string;
let clock: HandClock;
let camera: CameraEmulator;
let answer: Result<People>;
let changes: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-camera-'));
  path = join(folder, 'camera.y4m');
  clock = new HandClock();
  answer = ok(people);
  changes = 0;
  camera = new CameraEmulator({
    device,
    clock,
    file: new Y4mFile(path, sceneSize),
    people: () => Promise.resolve(answer),
  });
  camera.onChange(() => (changes += 1));
  expect(camera.start()).toEqual({ ok: true, value: undefined });
});

afterEach(() => {
  camera.stop();
  rmSync(folder, { recursive: true });
});

const seen = (): Buffer => readFileSync(path).subarray(header.length);
const done = async (command: EmulatorCommand): Promise<void> =>
  expect(await camera.command(command)).toEqual({ ok: true, value: undefined });
const stand = (who: 'nobody' | 'first' | 'second' | 'both' | 'photo'): Promise<void> =>
  done({ action: 'stand-before-camera', device, who });

describe('the file', () => {
  it('is a whole picture from the start, for its owner only', () => {
    expect(readFileSync(path).subarray(0, header.length).toString('latin1')).toBe(header);
    expect(statSync(path)).toMatchObject({ size: whole });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('keeps its place on the disk when another emulator takes it over, so that a browser plays on', () => {
    const { ino } = statSync(path);
    const next = new CameraEmulator({
      device,
      clock,
      file: new Y4mFile(path, sceneSize),
      people: () => Promise.resolve(answer),
    });
    expect(next.start().ok).toBe(true);
    expect(statSync(path)).toMatchObject({ ino, size: whole });
    next.stop();
  });

  it('cannot be had: port-unavailable', () => {
    const file = new Y4mFile(join(folder, 'nowhere', 'camera.y4m'), sceneSize);
    const other = new CameraEmulator({ device, clock, file, people: () => Promise.resolve(answer) });
    expect(other.start()).toEqual({ ok: false, error: { code: 'port-unavailable', detail: 'ENOENT' } });
    expect(other.state()).toMatchObject({ plugged: false });
  });
});

describe('whoever stands there', () => {
  it('is nobody at first, and a wall is drawn once', async () => {
    expect(camera.state()).toEqual({
      kind: 'camera',
      device,
      plugged: true,
      misbehaviour: null,
      who: 'nobody',
      act: null,
    });
    expect(clock.pending).toBe(0);
    const wall = seen();
    await clock.turn(1000);
    expect(seen().equals(wall)).toBe(true);
  });

  it('is seen at once, and moves', async () => {
    const wall = seen();
    await stand('first');
    const first = seen();
    expect(first.equals(wall)).toBe(false);
    expect(camera.state()).toMatchObject({ who: 'first' });
    expect(changes).toBe(1);
    await clock.turn(500);
    expect(seen().equals(first)).toBe(false);
    await stand('nobody');
    expect(seen().equals(wall)).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('two stand side by side', async () => {
    await stand('first');
    const one = seen();
    await stand('both');
    const row = (frame: Buffer): Buffer => frame.subarray(640 * 250, 640 * 251);
    // The middle is free, and both quarters are not.
    expect(row(seen())[320]).not.toBe(row(one)[320]);
    expect(row(seen())[164]).toBe(row(one)[320]);
    expect(row(seen())[476]).toBe(row(one)[320]);
  });

  it('cannot come where the models are missing, and comes once they are there', async () => {
    answer = fail('face-models-missing');
    expect(await camera.command({ action: 'stand-before-camera', device, who: 'first' })).toEqual(answer);
    expect(camera.state()).toMatchObject({ who: 'nobody' });
    answer = ok(people);
    await stand('first');
    expect(camera.state()).toMatchObject({ who: 'first' });
  });

  it('is the one who was asked for last', async () => {
    await Promise.all([stand('first'), stand('nobody')]);
    expect(camera.state()).toMatchObject({ who: 'nobody' });
  });
});

describe('an act', () => {
  const act = { action: 'act-before-camera', device, act: 'blink' } as const;

  // Some twenty frames are drawn.
  it('runs to its end by itself', async () => {
    await stand('first');
    await done(act);
    expect(camera.state()).toMatchObject({ act: 'blink' });
    await clock.turn(400);
    const blinking = seen();
    await clock.turn(600);
    expect(camera.state()).toMatchObject({ act: null });
    expect(changes).toBe(3);
    expect(seen().equals(blinking)).toBe(false);
  }, 20_000);

  it.each(['nobody', 'photo'] as const)('cannot be done by %s', async (who) => {
    await stand(who);
    expect(await camera.command(act)).toMatchObject({ ok: false, error: { code: 'not-permitted' } });
    expect(camera.state()).toMatchObject({ act: null });
  });

  it('ends with whoever did it', async () => {
    await stand('first');
    await done(act);
    await stand('second');
    expect(camera.state()).toMatchObject({ who: 'second', act: null });
  });
});

describe('the cable', () => {
  it('pulled, the file is empty and nothing is drawn; plugged in again, the picture is back', async () => {
    await stand('first');
    await done({ action: 'unplug', device });
    expect(camera.state()).toMatchObject({ plugged: false, who: 'first' });
    expect(statSync(path).size).toBe(0);
    expect(clock.pending).toBe(0);
    await stand('second');
    expect(statSync(path).size).toBe(0);
    await done({ action: 'plug', device });
    expect(statSync(path).size).toBe(whole);
    const before = seen();
    await clock.turn(500);
    expect(seen().equals(before)).toBe(false);
  });

  it("other devices' commands are refused", async () => {
    expect(await camera.command({ action: 'pull-card', device })).toEqual({
      ok: false,
      error: { code: 'not-permitted', detail: 'a camera has no pull-card' },
    });
  });
});
