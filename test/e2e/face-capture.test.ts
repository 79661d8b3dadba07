/** The camera's side of a capture, with the real library in a real browser: what it tells the station, and when it ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { facePointNames, type FaceEvidence } from '#contracts/face.ts';
import type { FaceView, Screen } from '#contracts/face-view.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { startFixtureStation, type FixtureStation } from '#test/support/face-fixture-server.ts';
import { faceView, kioskScreens, screenOf } from '#test/support/face-fixtures.ts';
import { fakeCamera, writeFaceY4m } from '#test/support/face-picture.ts';
import { needs } from '#test/support/needs.ts';
import { startFixtures } from '#test/support/staff-fixtures.ts';
import { until } from '#test/support/until.ts';

type Capture = Extract<Screen, { kind: 'face-capture' }>;
type Told<K extends FaceEvidence['kind']> = Extract<FaceEvidence, { kind: K }>;

/** A frame may wait for the models on a busy machine. */
const patience = 30_000;

needs('chromium')('a capture', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yikatong-capture-'));
  let station: FixtureStation;
  let browser: Browser;
  let page: Page;
  let revision = 1000;

  beforeAll(async () => {
    writeFaceY4m(join(folder, 'face.y4m'));
    station = await startFixtureStation(startFixtures);
    browser = await launchChromium(fakeCamera(join(folder, 'face.y4m')));
  });

  afterAll(async () => {
    await browser.close();
    await station.close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    station.evidence.length = 0;
    page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
  });

  afterEach(() => page.close());

  async function show(screen: Screen, change: Partial<FaceView> = {}): Promise<void> {
    revision += 1;
    station.show(faceView(screen, { revision, identified: true, ...change }));
    await page.waitForSelector(`[data-revision="${revision}"]`);
  }

  function capture(change: Partial<Capture> = {}): Capture {
    const screen = screenOf(kioskScreens, 'face-nearer');
    if (screen.kind !== 'face-capture') throw new Error(screen.kind);
    return { ...screen, attempt: 'a', ...change };
  }

  const told = <K extends FaceEvidence['kind']>(kind: K, attempt = 'a'): readonly Told<K>[] =>
    station.evidence.filter((one): one is Told<K> => one.kind === kind && one.attempt === attempt);

  const frames = (more: number, attempt = 'a'): Promise<unknown> => {
    const before = told('frame', attempt).length;
    return until('frames', () => told('frame', attempt).length >= before + more, patience);
  };

  const video = <T>(look: (element: HTMLVideoElement) => T): Promise<T> =>
    page.locator('video').evaluate(look);

  it('tells that the camera runs, and then what each frame shows, in order', async () => {
    await page.goto(station.url('kiosk'));
    await show(capture());
    await frames(7);
    expect(station.evidence[0]).toEqual({ kind: 'camera', attempt: 'a', state: 'started' });
    const seen = told('frame');
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));
    for (const { faces, aspect } of seen) {
      expect(aspect).toBeCloseTo(4 / 3);
      expect(faces).toHaveLength(1);
      const [face] = faces;
      expect(face?.confidence).toBeGreaterThan(0.5);
      expect(face?.brightness).toBeGreaterThan(0.2);
      expect(face?.sharpness).toBeGreaterThan(0);
      const at = (name: (typeof facePointNames)[number]) =>
        face?.points[facePointNames.indexOf(name)] ?? [0, 0];
      // The picture is not mirrored for the station: the person's left eye is on the picture's right.
      expect(at('leftEyeOuter')[0]).toBeGreaterThan(at('rightEyeOuter')[0]);
      expect(at('chin')[1]).toBeGreaterThan(at('forehead')[1]);
    }
    // Passive scores come with every third frame, and only with it.
    expect(seen.slice(0, 6).map(({ faces }) => faces[0]?.liveness !== null)).toEqual([
      true,
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  it('goes on with the same picture while the prompt changes', async () => {
    await page.goto(station.url('kiosk'));
    await show(capture());
    await frames(1);
    await video((element) => Object.assign(element, { marked: true }));
    await show(capture({ prompt: 'blink', done: 1, text: { zh: '请眨眼', en: 'Blink' } }));
    await frames(1);
    expect(await video((element) => 'marked' in element && !element.paused)).toBe(true);
    expect(told('camera')).toHaveLength(1);
  });

  it('sends one picture for each request, small enough and as the camera sees it', async () => {
    await page.goto(station.url('kiosk'));
    await show(capture({ picture: 1 }));
    await until('the picture', () => told('picture').length === 1, patience);
    await show(capture({ picture: 1, prompt: 'hold-still' }));
    await frames(2);
    await show(capture({ picture: 2 }));
    await until('the second picture', () => told('picture').length > 1, patience);
    expect(told('picture').map(({ request }) => request)).toEqual([1, 2]);
    for (const { jpeg } of told('picture')) {
      expect(Buffer.from(jpeg, 'base64').subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
      expect(jpeg.length).toBeLessThan(200_001);
    }
  });

  it('begins to count anew with another attempt, and tells again that the camera runs', async () => {
    await page.goto(station.url('kiosk'));
    await show(capture());
    await frames(2);
    await show(capture({ attempt: 'b' }));
    await frames(2, 'b');
    expect(told('camera', 'b')).toEqual([{ kind: 'camera', attempt: 'b', state: 'started' }]);
    expect(told('frame', 'b')[0]?.seq).toBe(1);
  });

  it('lets go of the camera with its screen, and takes it again for the next', async () => {
    await page.goto(station.url('kiosk'));
    await show(capture());
    await frames(1);
    const track = await page.evaluateHandle(() => {
      const { srcObject } = document.querySelector('video') ?? {};
      return srcObject instanceof MediaStream ? srcObject.getVideoTracks()[0] : undefined;
    });
    const state = (): Promise<string | undefined> => track.evaluate((one) => one?.readyState);
    expect(await state()).toBe('live');
    await show(screenOf(kioskScreens, 'ways'));
    await until('the camera is let go of', async () => (await state()) === 'ended');
    // What the page sent before has come when this has.
    await page.getByRole('button', { name: '求助' }).click();
    await until('the call', () => station.intents.some((intent) => intent.do === 'help'));
    const after = station.evidence.length;
    await show(capture({ attempt: 'b' }));
    await frames(1, 'b');
    expect(station.evidence.slice(after).every(({ attempt }) => attempt === 'b')).toBe(true);
  });

  it('is mirrored for the person, and in seated mode the frame comes to the face', async () => {
    await page.goto(station.url('kiosk'));
    await show(capture());
    await frames(1);
    const mirrored = (element: HTMLVideoElement): number =>
      new DOMMatrix(getComputedStyle(element).transform).a;
    const scale = (element: HTMLVideoElement): number =>
      new DOMMatrix(getComputedStyle(element.parentElement ?? element).transform).a;
    expect(await video(mirrored)).toBe(-1);
    expect(await video(scale)).toBe(1);
    await show(capture(), { seatedMode: true, elderMode: true });
    await until('the frame has come nearer', async () => (await video(scale)) > 1.05, patience);
  });

  describe('ends, and says why,', () => {
    it('when the camera goes', async () => {
      await page.goto(station.url('kiosk'));
      await show(capture());
      await frames(1);
      await video(({ srcObject }) => {
        if (srcObject instanceof MediaStream) srcObject.getTracks()[0]?.dispatchEvent(new Event('ended'));
      });
      await until('the loss', () => told('camera').length === 2);
      expect(told('camera').at(-1)?.state).toBe('lost');
    });

    it('when the camera hangs and brings no more frames', async () => {
      await page.goto(station.url('kiosk'));
      await show(capture());
      await frames(1);
      await video((element) => element.pause());
      await until('the loss', () => told('camera').length === 2);
      expect(told('camera').at(-1)?.state).toBe('lost');
    });

    it('when the models do not come', async () => {
      await page.route('**/face-models/facemesh.bin', (route) => route.abort());
      await page.goto(station.url('kiosk'));
      await show(capture());
      await until('the end', () => told('camera').some(({ state }) => state === 'no-models'), patience);
      expect(told('frame')).toEqual([]);
    });

    it('when there is no camera, or the page may not use it', async () => {
      const other = await launchChromium();
      try {
        const lacking = await other.newPage();
        await lacking.goto(station.url('kiosk'));
        revision += 1;
        station.show(faceView(capture(), { revision }));
        await until('the end', () => told('camera').length > 0, patience);
        expect(['denied', 'missing']).toContain(told('camera')[0]?.state);
      } finally {
        await other.close();
      }
    });
  });
});
