/**
 * Faces in a picture, by the models of `@vladmandic/human` on WebAssembly: no native addon, no graphics processor,
 * nothing fetched. Runs in a process of its own (engine-process.ts): its models take some 250 MB, and one picture keeps
 * a processor busy for some 200 ms.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import type { FaceResult, Human as HumanClass } from '@vladmandic/human';
import { decode } from 'jpeg-js';

import { facePointIds, facePointNames, type FaceFinding } from '#contracts/face.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { Portrait } from './portrait.ts';

const require = createRequire(import.meta.url);

/** Megapixels of a picture that is decoded; a larger one is no kiosk's. */
const mostMegapixels = 5;
/** Faces looked for: one more than two, so that "two" is not "many". */
const mostFaces = 3;

export interface FaceEngine {
  /** Failure: face-engine-failed (no JPEG, too large, or the models threw). */
  analyse(jpeg: Uint8Array): Promise<Result<FaceFinding>>;
  /** The largest face with its whole mesh, for an emulated camera; null where there is none. */
  portrait(jpeg: Uint8Array): Promise<Result<Portrait | null>>;
}

/** Loads the models and runs each once, some 700 ms. Failure: face-models-missing. */
export async function openFaceEngine(): Promise<Result<FaceEngine>> {
  try {
    const packageFolder = join(dirname(require.resolve('@vladmandic/human')), '..');
    readOnlyTheModels(join(packageFolder, 'models'));
    // The package's own entry for Node wants TensorFlow's native addon, and its other entries cannot be named: by path.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const { Human } = require(join(packageFolder, 'dist/human.node-wasm.js')) as { Human: typeof HumanClass };
    const human = new Human({
      backend: 'wasm',
      wasmPath: join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + sep,
      modelBasePath: `${pathToFileURL(join(packageFolder, 'models')).href}/`,
      debug: false,
      // Every picture is looked at by itself: nothing of the one before is taken over.
      cacheSensitivity: 0,
      filter: { enabled: false },
      gesture: { enabled: false },
      face: {
        enabled: true,
        detector: { maxDetected: mostFaces, rotation: false, return: false, minConfidence: 0.3 },
        mesh: { enabled: true },
        iris: { enabled: false },
        emotion: { enabled: false },
        description: { enabled: true },
        antispoof: { enabled: true },
        liveness: { enabled: true },
      },
      body: { enabled: false },
      hand: { enabled: false },
      object: { enabled: false },
      segmentation: { enabled: false },
    });
    await human.load();
    runOnce(human);
    return ok(engineOf(human));
  } catch (error) {
    return fail('face-models-missing', error instanceof Error ? error.name : 'unknown');
  }
}

/**
 * TensorFlow.js reads its models by `fetch`, which in Node knows no files. In this process it knows nothing else: the
 * models' folder, and no network.
 */
function readOnlyTheModels(folder: string): void {
  globalThis.fetch = (input) => {
    const address = new URL(input instanceof Request ? input.url : String(input));
    const path = address.protocol === 'file:' ? fileURLToPath(address) : '';
    if (!path.startsWith(folder + sep)) return Promise.reject(new TypeError('only models are read here'));
    return Promise.resolve(new Response(readFileSync(path)));
  };
}

/**
 * A model compiles its kernels and hands its weights over when it is first run: here, while the person still reads, and not
 * on their first picture.
 */
function runOnce({ models, tf }: HumanClass): void {
  for (const model of Object.values(models.models)) {
    const shape = model?.inputs[0]?.shape;
    if (model === null || shape === undefined) continue;
    // -1 stands for as many pictures as there are.
    const nothing = tf.zeros(shape.map((length) => Math.max(length, 1)));
    tf.dispose([nothing, model.execute(nothing)]);
  }
}

function engineOf(human: HumanClass): FaceEngine {
  const facesIn = async (jpeg: Uint8Array) => {
    const picture = decode(jpeg, {
      useTArray: true,
      formatAsRGBA: false,
      maxResolutionInMP: mostMegapixels,
      maxMemoryUsageInMB: 256,
    });
    const tensor = human.tf.tensor3d(picture.data, [picture.height, picture.width, 3], 'int32');
    try {
      const result = await human.detect(tensor);
      return { picture, faces: result.face.filter(({ mesh }) => mesh.length >= 468) };
    } finally {
      human.tf.dispose(tensor);
    }
  };
  /** What the models or the decoder throw may quote the picture: only the kind of error goes on. */
  const guarded = async <T>(work: () => Promise<T>): Promise<Result<T>> => {
    try {
      return ok(await work());
    } catch (error) {
      return fail('face-engine-failed', error instanceof Error ? error.name : 'unknown');
    }
  };
  return {
    analyse: (jpeg) =>
      guarded(async () => {
        const { picture, faces } = await facesIn(jpeg);
        return {
          aspect: picture.width / picture.height,
          faces: faces.map((face) => findingOf(face, picture)),
        };
      }),
    portrait: (jpeg) =>
      guarded(async () => {
        const { picture, faces } = await facesIn(jpeg);
        const largest = faces.toSorted((a, b) => b.box[2] - a.box[2])[0];
        return largest === undefined
          ? null
          : {
              width: picture.width,
              height: picture.height,
              rgb: Buffer.from(picture.data).toString('base64'),
              mesh: largest.mesh.slice(0, 468).map(([x, y, z]): [number, number, number] => [x, y, z ?? 0]),
              triangles: human.faceTriangulation.filter((_, index, all) =>
                all.slice(index - (index % 3), index - (index % 3) + 3).every((point) => point < 468),
              ),
            };
      }),
  };
}

function findingOf(
  face: FaceResult,
  { width, height }: { readonly width: number; readonly height: number },
): FaceFinding['faces'][number] {
  const [x, y, w, h] = face.box;
  return {
    box: [clamp(x / width), clamp(y / height), clamp(w / width), clamp(h / height)],
    confidence: face.boxScore,
    points: facePointNames.map((name) => {
      const [px = 0, py = 0] = face.mesh[facePointIds[name]] ?? [];
      return [clamp(px / width), clamp(py / height)];
    }),
    antispoof: face.real ?? 0,
    liveness: face.live ?? 0,
    embedding: [...(face.embedding ?? [])],
  };
}

/** As `faceMeasurementSchema` takes it: a face may reach a picture's width beyond the edge. */
function clamp(share: number): number {
  return Math.min(Math.max(share, -1), 2);
}
