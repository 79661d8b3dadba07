/** Cameras of faces: the emulated one's id among the devices and its file, and what a browser is told of either. */
import { join, resolve } from 'node:path';

import type { StationCamera } from '#contracts/station-launch.ts';
import type { FaceConfig } from './config/schema.ts';

interface Face {
  readonly id: string;
  readonly camera?: FaceConfig['camera'] | undefined;
}

/** Null: the face has none. */
export function emulatedCameraOf({ id, camera }: Face): string | null {
  return camera === 'emulated' ? `camera-${id}` : null;
}

/** By the camera's id; absolute, since the browser is started elsewhere. */
export function cameraFiles(faces: readonly Face[], dataFolder: string): Readonly<Record<string, string>> {
  const cameras = faces.map(emulatedCameraOf).filter((camera) => camera !== null);
  return Object.fromEntries(cameras.map((camera) => [camera, join(resolve(dataFolder), `${camera}.y4m`)]));
}

/** For whoever starts a browser; an emulated camera stands for every camera of that browser. */
export function browserCamera(faces: readonly Face[], dataFolder: string): StationCamera {
  const [file] = Object.values(cameraFiles(faces, dataFolder));
  if (file !== undefined) return { file };
  return faces.some(({ camera }) => camera === 'browser') ? 'browser' : null;
}
