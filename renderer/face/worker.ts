/**
 * Measures the faces of camera frames, away from the thread that answers the finger. On one thread of its own, with
 * SIMD: threads would take the second core of a small machine from the page and the station.
 */
// By path: the package names its browser entries in a way that no resolver finds.
import { Human, type FaceResult } from '../../node_modules/@vladmandic/human/dist/human.esm.js';
import { pagePaths } from '#contracts/page-paths.ts';
import { measureFace } from './measure.ts';
import type { FromWorker, MeasuredFrame, ToWorker } from './messages.ts';

/** One more than two, so that "two" is not "many". */
const mostFaces = 3;
/** The passive scores change slowly and cost as much as the mesh: on every third frame. */
const passiveEvery = 3;

/** Detector, mesh, antispoof and liveness. */
const modelCount = 4;

const human = new Human({
  backend: 'wasm',
  wasmPath: pagePaths.faceWasm,
  modelBasePath: pagePaths.faceModels,
  // The browser's own cache holds what the station serves.
  cacheModels: false,
  debug: false,
  // Each frame is looked at by itself.
  cacheSensitivity: 0,
  filter: { enabled: false },
  gesture: { enabled: false },
  face: {
    enabled: true,
    detector: { maxDetected: mostFaces, rotation: false, return: false, minConfidence: 0.3 },
    mesh: { enabled: true },
    iris: { enabled: false },
    emotion: { enabled: false },
    description: { enabled: false },
    antispoof: { enabled: true },
    liveness: { enabled: true },
  },
  body: { enabled: false },
  hand: { enabled: false },
  object: { enabled: false },
  segmentation: { enabled: false },
});

const tell = (message: FromWorker): void => self.postMessage(message);
const canvas = new OffscreenCanvas(640, 480);
const pen = canvas.getContext('2d', { willReadFrequently: true });
let frames = 0;

async function measure(frame: VideoFrame): Promise<MeasuredFrame> {
  const began = performance.now();
  const { displayWidth: width, displayHeight: height } = frame;
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  pen?.drawImage(frame, 0, 0);
  frame.close();
  const picture = pen?.getImageData(0, 0, width, height);
  // The frame is in memory for as long as it is measured, and no longer.
  pen?.clearRect(0, 0, width, height);
  if (picture === undefined) throw new Error('no canvas');
  const isPassive = frames % passiveEvery === 0;
  frames += 1;
  const tensor = human.tf.browser.fromPixels(picture, 3);
  const passive = { enabled: isPassive };
  const { face, error } = await human.detect(tensor, { face: { antispoof: passive, liveness: passive } });
  human.tf.dispose(tensor);
  if (error !== null) throw new Error(error);
  return {
    faces: face
      .filter(({ mesh }) => mesh.length >= 468)
      .map((found) => measureFace(picture, foundFace(found, isPassive))),
    aspect: width / height,
    inferenceMs: performance.now() - began,
  };
}

function foundFace({ box, boxScore, mesh, real, live }: FaceResult, isPassive: boolean) {
  return {
    box,
    confidence: boxScore,
    mesh,
    antispoof: isPassive ? (real ?? null) : null,
    liveness: isPassive ? (live ?? null) : null,
  };
}

const failed = (): void => tell({ type: 'failed' });
// The library's own promises can fail where nobody waits for them.
self.addEventListener('unhandledrejection', failed);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  measure(data.frame).then((measured) => tell({ type: 'measured', id: data.id, measured }), failed);
});

async function start(): Promise<void> {
  // It would choose threads, because the pages are isolated from other origins.
  human.tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await human.load();
  // A model whose weights did not come is kept as if it were one, and finds nothing: its own count says better.
  const loaded = human.models.stats().modelStats.filter((model) => model.loaded);
  if (loaded.length !== modelCount) throw new Error('a model is missing');
  tell({ type: 'ready' });
}

start().catch(failed);
