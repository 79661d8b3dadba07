/**
 * The face engine's own process on pictures of the package that brings its models: what it finds, what it refuses, and how
 * whoever asked is told when it is killed, hangs, or is no longer needed.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { encode } from 'jpeg-js';

import { systemClock, type Clock } from '#contracts/clock.ts';
import type { FaceFinding } from '#contracts/face.ts';
import { facePointNames } from '#contracts/face.ts';
import { engineDelays, FaceEngineClient } from '#face/client.ts';
import { similarity } from '#face/similarity.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { isRunning } from '#test/support/is-running.ts';
import { needs } from '#test/support/needs.ts';
import { manLater, oneOfFive, twoOfFive } from '#test/support/package-faces.ts';
import { until } from '#test/support/until.ts';

const never = new AbortController().signal;
const man = oneOfFive(0);

let engine: FaceEngineClient;

function client(clock: Clock): FaceEngineClient {
  return new FaceEngineClient({ clock, environment: process.env });
}

async function analysed(picture: Uint8Array): Promise<FaceFinding> {
  const found = await engine.analyse(Buffer.from(picture).toString('base64'), never);
  if (!found.ok) throw new Error(`${found.error.code} ${found.error.detail ?? ''}`);
  return found.value;
}

async function embedding(picture: Uint8Array): Promise<readonly number[]> {
  return (await analysed(picture)).faces[0]?.embedding ?? [];
}

/** A child's number, once it runs. */
async function started(): Promise<number> {
  expect(await engine.warm()).toEqual({ ok: true, value: undefined });
  if (engine.pid === null) throw new Error('no process');
  return engine.pid;
}

/** One for all tests of a group: what it saw before changes nothing. */
function oneForAll(): void {
  beforeAll(() => {
    engine = client(systemClock);
  });
  afterAll(() => engine.stop());
}

describe('what it finds', () => {
  oneForAll();

  it('one face, where it is, with its points and scores', async () => {
    const { aspect, faces } = await analysed(man);
    expect(aspect).toBeCloseTo(1, 2);
    expect(faces).toHaveLength(1);
    const [face] = faces;
    const [x = 0, y = 0, width = 0, height = 0] = face?.box ?? [];
    expect(x + width / 2).toBeCloseTo(0.5, 0);
    expect(y + height / 2).toBeCloseTo(0.5, 0);
    expect(width).toBeGreaterThan(0.4);
    expect(face?.confidence).toBeGreaterThan(0.5);
    expect(face?.embedding).toHaveLength(1024);
    const at = (name: (typeof facePointNames)[number]): readonly [number, number] =>
      face?.points[facePointNames.indexOf(name)] ?? [0, 0];
    // As the camera sees it: the person's own right is on the left.
    expect(at('rightEyeOuter')[0]).toBeLessThan(at('leftEyeOuter')[0]);
    expect(at('forehead')[1]).toBeLessThan(at('noseTip')[1]);
    expect(at('noseTip')[1]).toBeLessThan(at('chin')[1]);
    for (const [px, py] of face?.points ?? []) {
      expect(px).toBeGreaterThan(x - 0.1);
      expect(px).toBeLessThan(x + width + 0.1);
      expect(py).toBeGreaterThan(y - 0.1);
      expect(py).toBeLessThan(y + height + 0.1);
    }
  });

  it('two people who stand beside each other, and nobody on a wall', async () => {
    expect((await analysed(twoOfFive())).faces).toHaveLength(2);
    const wall = encode({ data: Buffer.alloc(320 * 240 * 4, 180), width: 320, height: 240 }, 90).data;
    expect(await analysed(wall)).toEqual({ aspect: 320 / 240, faces: [] });
  });

  it('the same person in another light, and nobody else', async () => {
    const onFile = await embedding(man);
    const dimmer = await embedding(oneOfFive(0, { mirrored: true, brightness: 0.8, quality: 70 }));
    expect(similarity(onFile, dimmer)).toBeGreaterThan(0.8);
    for (const woman of [1, 2, 3, 4])
      expect(similarity(onFile, await embedding(oneOfFive(woman)))).toBeLessThan(0.4);
    // Years later he is further from himself than the standard threshold allows, and nearer than anybody else.
    expect(similarity(onFile, await embedding(manLater()))).toBeGreaterThan(0.35);
  });

  it('the same in the same picture, whatever it saw in between', async () => {
    const before = await analysed(man);
    await analysed(oneOfFive(3));
    expect(await analysed(man)).toEqual(before);
  });

  it('a mesh that an emulated camera moves', async () => {
    const found = await engine.portrait(man.toString('base64'), never);
    if (!found.ok || found.value === null) throw new Error('nobody found');
    const { width, height, rgb, mesh, triangles } = found.value;
    expect(Buffer.from(rgb, 'base64')).toHaveLength(width * height * 3);
    expect(mesh).toHaveLength(468);
    expect(triangles.length % 3).toBe(0);
    expect(Math.max(...triangles)).toBeLessThan(468);
  });
});

describe('what it refuses, and goes on', () => {
  oneForAll();

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['words', Buffer.from('not a picture')],
    ['a picture of another kind', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['half a picture', man.subarray(0, man.length >> 1)],
    ['a picture without its last bytes', man.subarray(0, -40)],
    ['a picture that claims to be 65,535 pixels wide and high', claiming(0xffff)],
  ])('%s', async (_what, picture) => {
    expect(await engine.analyse(picture.toString('base64'), never)).toMatchObject({
      ok: false,
      error: { code: 'face-engine-failed' },
    });
    expect((await analysed(man)).faces).toHaveLength(1);
  });

  it('a picture of more than five megapixels', async () => {
    const [width, height] = [2600, 2000];
    const huge = encode({ data: Buffer.alloc(width * height * 4, 90), width, height }, 50).data;
    const pid = await started();
    expect(await engine.analyse(huge.toString('base64'), never)).toMatchObject({
      ok: false,
      error: { code: 'face-engine-failed' },
    });
    expect((await analysed(man)).faces).toHaveLength(1);
    expect(engine.pid).toBe(pid);
  });

  it('says nothing of the picture in its failure', async () => {
    const answer = await engine.analyse(man.subarray(0, 2000).toString('base64'), never);
    expect(answer).toEqual({ ok: false, error: { code: 'face-engine-failed', detail: 'Error' } });
  });
});

/** The frame header (SOF0) of a JPEG, with another width and height. */
function claiming(side: number): Buffer {
  const picture = Buffer.from(man);
  const header = picture.indexOf(Buffer.from('ffc0', 'hex'));
  picture.writeUInt16BE(side, header + 5);
  picture.writeUInt16BE(side, header + 7);
  return picture;
}

needs('linux')('its process', () => {
  beforeEach(() => {
    engine = client(systemClock);
  });
  afterEach(() => engine.stop());

  /** Looks at a picture: the processor is at it. */
  async function atWork(pid: number): Promise<void> {
    const ticks = (): number => {
      // proc(5): utime and stime are fields 14 and 15; the name before them may hold blanks.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return Number(fields[11]) + Number(fields[12]);
    };
    const before = ticks();
    await until('the engine is at work', () => ticks() > before);
  }

  it('killed in mid-picture: whoever asked is told, and the next picture gets a new one', async () => {
    const pid = await started();
    const asked = engine.analyse(man.toString('base64'), never);
    const alsoAsked = engine.analyse(man.toString('base64'), never);
    await atWork(pid);
    process.kill(pid, 'SIGKILL');
    const lost = { ok: false, error: { code: 'face-engine-failed', detail: 'the process ended' } };
    expect(await asked).toEqual(lost);
    expect(await alsoAsked).toEqual(lost);
    expect((await analysed(man)).faces).toHaveLength(1);
    expect(engine.pid).not.toBe(pid);
  });

  it('hung: ended after its time, and the next picture gets a new one', async () => {
    const clock = new HandClock();
    engine = client(clock);
    const pid = await started();
    process.kill(pid, 'SIGSTOP');
    let settled = false;
    const asked = engine.analyse(man.toString('base64'), never).finally(() => {
      settled = true;
    });
    await clock.turn(engineDelays.picture - 1);
    expect(settled).toBe(false);
    await clock.turn(1);
    expect(await asked).toEqual({ ok: false, error: { code: 'face-engine-failed', detail: 'hung' } });
    await until('the hung one is gone', () => !isRunning(pid));
    expect((await analysed(man)).faces).toHaveLength(1);
  });

  it('not ready in time: told, and ended', async () => {
    const clock = new HandClock();
    engine = client(clock);
    const ready = engine.warm();
    const { pid } = engine;
    if (pid === null) throw new Error('no process');
    process.kill(pid, 'SIGSTOP');
    await clock.turn(engineDelays.start);
    expect(await ready).toEqual({
      ok: false,
      error: { code: 'face-engine-failed', detail: 'not ready in time' },
    });
    await until('it is gone', () => !isRunning(pid));
  });

  it('idle: ended, and its memory given back, but not sooner', async () => {
    const clock = new HandClock();
    engine = client(clock);
    const pid = await started();
    await clock.turn(engineDelays.idle - 1);
    // A picture begins the wait anew.
    expect((await analysed(man)).faces).toHaveLength(1);
    await clock.turn(engineDelays.idle - 1);
    expect(isRunning(pid)).toBe(true);
    await clock.turn(1);
    await until('it is gone', () => !isRunning(pid));
    expect(engine.pid).toBeNull();
    expect(clock.pending).toBe(0);
  });

  it('given up on by whoever asked: told at once, and still there for the next', async () => {
    const pid = await started();
    const asking = new AbortController();
    const asked = engine.analyse(man.toString('base64'), asking.signal);
    await atWork(pid);
    asking.abort();
    expect(await asked).toEqual({ ok: false, error: { code: 'aborted' } });
    expect((await analysed(man)).faces).toHaveLength(1);
    expect(engine.pid).toBe(pid);
  });

  it('stopped: whoever waits is told, nobody starts it again, and nothing is left', async () => {
    const clock = new HandClock();
    engine = client(clock);
    const pid = await started();
    const asked = engine.analyse(man.toString('base64'), never);
    await atWork(pid);
    engine.stop();
    expect(await asked).toEqual({ ok: false, error: { code: 'aborted' } });
    await until('it is gone', () => !isRunning(pid));
    expect(await engine.warm()).toEqual({ ok: false, error: { code: 'aborted' } });
    expect(await engine.analyse(man.toString('base64'), never)).toEqual({
      ok: false,
      error: { code: 'aborted' },
    });
    expect(engine.pid).toBeNull();
    expect(clock.pending).toBe(0);
  });
});
