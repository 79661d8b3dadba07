/// <reference lib="dom" />
/** Faces in the page: the worker beside the bare library, the finger's feedback meanwhile, and the first use. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { launchChromium } from '#test/support/chromium.ts';
import { fakeCamera, writeFaceY4m } from '#test/support/face-picture.ts';
import { startFixtureStation, type FixtureStation } from '#test/support/face-fixture-server.ts';
import { faceView, kioskScreens, screenOf } from '#test/support/face-fixtures.ts';
import { startFixtures } from '#test/support/staff-fixtures.ts';
import { until } from '#test/support/until.ts';
import { percentile, row, type BenchRow } from './bench.ts';

const frames = 90;
const touches = 60;
const firstUses = 5;

const assets = join(import.meta.dirname, '../../dist/pages/assets');

/**
 * The library as its manual uses it, with the same models on the same frames: scores of liveness on every third, one
 * thread, input as a canvas.
 */
const bareWorker = `
  import { Human } from '/bench/human.esm.js';
  const human = new Human({
    backend: 'wasm', wasmPath: '/face-models/wasm/', modelBasePath: '/face-models/', cacheModels: false, debug: false,
    cacheSensitivity: 0, filter: { enabled: false }, gesture: { enabled: false },
    face: {
      detector: { maxDetected: 3, rotation: false, return: false, minConfidence: 0.3 }, mesh: { enabled: true },
      iris: { enabled: false }, emotion: { enabled: false }, description: { enabled: false },
      antispoof: { enabled: true }, liveness: { enabled: true },
    },
    body: { enabled: false }, hand: { enabled: false }, object: { enabled: false }, segmentation: { enabled: false },
  });
  const canvas = new OffscreenCanvas(640, 480);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  let seen = 0;
  self.addEventListener('message', async ({ data }) => {
    const began = performance.now();
    pen.drawImage(data.frame, 0, 0);
    data.frame.close();
    const passive = { enabled: seen++ % 3 === 0 };
    const { face } = await human.detect(canvas, { face: { antispoof: passive, liveness: passive } });
    const faces = face.map(({ box }) => ({ box }));
    self.postMessage({ type: 'measured', id: data.id, measured: { faces, inferenceMs: performance.now() - began } });
  });
  human.tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  human.load().then(() => self.postMessage({ type: 'ready' }));
`;

interface Timed {
  readonly ours: readonly number[];
  readonly bare: readonly number[];
}

/** Runs in the page: each camera frame goes to both workers, one after the other and in turns. */
async function timeBoth({ own, count }: { own: string; count: number }): Promise<Timed> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
  await video.play();

  const answer = (worker: Worker): Promise<{ faces?: unknown[]; inferenceMs?: number }> =>
    new Promise((resolve, reject) => {
      worker.addEventListener('message', ({ data }) => resolve(data.measured ?? {}), { once: true });
      worker.addEventListener('error', () => reject(new Error('a worker failed')), { once: true });
    });
  const start = async (address: string): Promise<Worker> => {
    const worker = new Worker(address, { type: 'module' });
    await answer(worker);
    return worker;
  };
  const workers = { ours: await start(own), bare: await start('/bench/bare-worker.js') };
  const times: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  for (let id = 1; id <= count; id += 1) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    const frame = new VideoFrame(video);
    const order = id % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const);
    for (const which of order) {
      const given = frame.clone();
      const answered = answer(workers[which]);
      workers[which].postMessage({ id, frame: given }, [given]);
      const { faces = [], inferenceMs = 0 } = await answered;
      if (faces.length !== 1) throw new Error(`${which}: ${faces.length} faces`);
      // The first frames find cold caches.
      if (id > 6) times[which].push(inferenceMs);
    }
    frame.close();
  }
  for (const worker of Object.values(workers)) worker.terminate();
  return times;
}

async function besideTheLibrary(browser: Browser, station: FixtureStation): Promise<Timed> {
  const own = readdirSync(assets).find((name) => /^worker-.*\.js$/.test(name));
  if (own === undefined) throw new Error('no worker in dist/pages: run `npm run build`');
  const human = dirname(createRequire(import.meta.url).resolve('@vladmandic/human'));
  const page = await browser.newPage();
  await page.route('**/bench/*.js', (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: route.request().url().endsWith('human.esm.js')
        ? readFileSync(join(human, 'human.esm.js'), 'utf8')
        : bareWorker,
    }),
  );
  await page.goto(`${station.origin}/blank`);
  const times = await page.evaluate(timeBoth, { own: `/assets/${own}`, count: frames });
  await page.close();
  return times;
}

/** Runs in the page: milliseconds from each touch to the frame that shows the button pressed. */
function watchTouches(): void {
  const seen: number[] = [];
  Object.assign(window, { seen });
  let touched = 0;
  addEventListener('pointerdown', (event) => (touched = event.timeStamp), { capture: true });
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (!(target instanceof HTMLElement) || !('pressed' in target.dataset)) continue;
      const at = touched;
      // The frame after this one holds it.
      requestAnimationFrame(() => requestAnimationFrame(() => seen.push(performance.now() - at)));
    }
  }).observe(document, { subtree: true, attributeFilter: ['data-pressed'] });
}

const seenTouches = (page: Page): Promise<number[]> =>
  page.evaluate(() => (window as unknown as { seen: number[] }).seen);

async function touchWhileMeasuring(browser: Browser, station: FixtureStation): Promise<readonly number[]> {
  const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
  station.evidence.length = 0;
  await page.goto(station.url('kiosk'));
  station.show(faceView(screenOf(kioskScreens, 'face-nearer'), { revision: 500, identified: true }));
  const measured = (): number => station.evidence.filter(({ kind }) => kind === 'frame').length;
  await until('frames are measured', () => measured() > 5, 20_000);
  await page.evaluate(watchTouches);
  const button = await page.getByRole('button', { name: '换一种方式' }).boundingBox();
  if (button === null) throw new Error('no button');
  await page.mouse.move(button.x + button.width / 2, button.y + button.height / 2);
  for (let touch = 1; touch <= touches; touch += 1) {
    const before = measured();
    await page.mouse.down();
    await until('the feedback', async () => (await seenTouches(page)).length >= touch);
    await page.mouse.up();
    await until('another frame is measured', () => measured() > before);
  }
  const times = await seenTouches(page);
  await page.close();
  return times;
}

interface FirstUse {
  /** Milliseconds from the touch. */
  readonly picture: number;
  readonly measured: number;
}

/** A browser that has loaded nothing yet: the touch that agrees, the camera's picture, the first frame measured. */
async function firstUse(
  station: FixtureStation,
  flags: readonly string[],
  readsMs: number,
): Promise<FirstUse> {
  const browser = await launchChromium(flags);
  try {
    const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    await page.goto(station.url('kiosk'));
    // A screen that lets the page load nothing of the camera in advance.
    station.show(
      faceView(screenOf(kioskScreens, readsMs > 0 ? 'consent-face' : 'consent-finger'), { revision: 600 }),
    );
    const agree = page.locator('.primary');
    await agree.waitFor();
    await page.waitForTimeout(readsMs);
    await page.evaluate(() => {
      addEventListener('pointerdown', () => Object.assign(window, { touched: Date.now() }), {
        capture: true,
      });
    });
    station.intents.length = 0;
    station.evidence.length = 0;
    await agree.click();
    await until('the touch', () => station.intents.some((intent) => intent.do === 'confirm'));
    station.show(faceView(screenOf(kioskScreens, 'face-nearer'), { revision: 601 }));
    const seen = async (kind: 'camera' | 'frame'): Promise<number> => {
      await until(kind, () => station.evidence.some((one) => one.kind === kind), 20_000);
      return Date.now();
    };
    const [picture, measured] = [await seen('camera'), await seen('frame')];
    const touched = await page.evaluate(() => (window as unknown as { touched: number }).touched);
    return { picture: picture - touched, measured: measured - touched };
  } finally {
    await browser.close();
  }
}

export async function run(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'yikatong-face-'));
  const y4m = join(folder, 'face.y4m');
  writeFaceY4m(y4m);
  const flags = fakeCamera(y4m);
  const station = await startFixtureStation(startFixtures);
  const browser = await launchChromium(flags);
  try {
    const { ours, bare } = await besideTheLibrary(browser, station);
    const feedback = await touchWhileMeasuring(browser, station);
    const cold: FirstUse[] = [];
    const read: FirstUse[] = [];
    for (let round = 0; round < firstUses; round += 1) {
      cold.push(await firstUse(station, flags, 0));
      read.push(await firstUse(station, flags, 3000));
    }
    const median = (samples: readonly number[]): number => percentile(samples, 0.5);
    const worst = (samples: readonly number[]): number => Math.max(...samples);
    const beside = `${ours.length} frames of 640 x 480 with one face, one thread, in turns`;
    return [
      row('face worker, a frame, median', 'ms', median(ours), null, beside),
      row('bare library, the same frames, median', 'ms', median(bare), null, beside),
      row('face worker beside the bare library', 'ratio', median(ours) / median(bare), 1.2, 'medians'),
      row(
        'touch to feedback while faces are measured, p50',
        'ms',
        median(feedback),
        null,
        `${touches} touches`,
      ),
      row(
        'touch to feedback while faces are measured, p95',
        'ms',
        percentile(feedback, 0.95),
        100,
        'the same',
      ),
      row(
        'first use: touch to first frame measured, models loaded while the consent was read',
        'ms',
        worst(read.map(({ measured }) => measured)),
        2000,
        `slowest of ${firstUses} fresh browsers, 3 s of reading`,
      ),
      row(
        'first use: touch to camera picture, nothing loaded before',
        'ms',
        worst(cold.map(({ picture }) => picture)),
        2000,
        `slowest of ${firstUses} fresh browsers`,
      ),
      row(
        'first use: touch to first frame measured, nothing loaded before',
        'ms',
        worst(cold.map(({ measured }) => measured)),
        2000,
        'the same: worker, models and WebAssembly included',
      ),
    ];
  } finally {
    await browser.close();
    await station.close();
    rmSync(folder, { recursive: true });
  }
}
