/**
 * What the face page's worker loads: four models and the WebAssembly that runs them, out of their packages. Exactly
 * these files; their folders hold others that no page needs.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

import { pagePaths } from '#contracts/page-paths.ts';

const require = createRequire(import.meta.url);

const models = ['blazeface', 'facemesh', 'antispoof', 'liveness'].flatMap((name) => [
  `${name}.json`,
  `${name}.bin`,
]);
/** Without SIMD for old processors; the worker uses no threads. */
const wasm = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];

/** Seconds. The addresses do not change with the content: a new version of the package is seen after a day. */
const keptFor = 24 * 60 * 60;

export function serveFaceModels(app: FastifyInstance): void {
  const folders = [
    {
      prefix: pagePaths.faceModels,
      files: models,
      root: join(dirname(require.resolve('@vladmandic/human')), '../models'),
    },
    {
      prefix: pagePaths.faceWasm,
      files: wasm,
      root: join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist'),
    },
  ];
  for (const { prefix, files, root } of folders) {
    void app.register(fastifyStatic, {
      root,
      prefix,
      decorateReply: false,
      index: false,
      allowedPath: (path) => files.includes(path.replace(/^\//, '')),
      cacheControl: true,
      maxAge: keptFor * 1000,
    });
  }
}
