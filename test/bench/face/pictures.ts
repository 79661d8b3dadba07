/** A site's pictures as the station's own engine sees them, each looked at once. */
import { readFileSync } from 'node:fs';

import type { FaceEngineClient } from '#face/client.ts';
import { embeddingOf, factsOf } from '#station/face/found.ts';

/** Why nothing could be measured in a picture. */
export const lacks = ['no face', 'several faces', 'cannot be read'] as const;
export type Lack = (typeof lacks)[number];

export type Seen =
  | {
      readonly lack: null;
      readonly embedding: readonly number[];
      readonly antispoof: number;
      readonly liveness: number;
    }
  | { readonly lack: Lack };

export type Looker = Pick<FaceEngineClient, 'analyse'>;

/**
 * What is seen in each picture, by its path.
 * @param onPicture is told how many were looked at
 * @throws where there are no models: nothing can be measured then
 */
export async function lookAt(
  paths: Iterable<string>,
  engine: Looker,
  onPicture: (count: number) => void = () => undefined,
): Promise<ReadonlyMap<string, Seen>> {
  const seen = new Map<string, Seen>();
  for (const path of new Set(paths)) {
    seen.set(path, await look(readFileSync(path).toString('base64'), engine));
    onPicture(seen.size);
  }
  return seen;
}

async function look(jpeg: string, engine: Looker): Promise<Seen> {
  const found = await engine.analyse(jpeg, new AbortController().signal);
  if (!found.ok) {
    if (found.error.code === 'face-models-missing') throw new Error(found.error.code);
    return { lack: 'cannot be read' };
  }
  const { faces, antispoof, liveness } = factsOf(found.value);
  if (faces === 0) return { lack: 'no face' };
  if (faces > 1) return { lack: 'several faces' };
  return { lack: null, embedding: embeddingOf(found.value), antispoof, liveness };
}

/** Of some pictures, by why nothing could be measured in them. */
export interface Acquisition {
  readonly pictures: number;
  readonly lacking: Readonly<Record<Lack, number>>;
}

export function acquisitionOf(seen: Iterable<Seen>): Acquisition {
  const lacking: Record<Lack, number> = { 'no face': 0, 'several faces': 0, 'cannot be read': 0 };
  let pictures = 0;
  for (const { lack } of seen) {
    pictures += 1;
    if (lack !== null) lacking[lack] += 1;
  }
  return { pictures, lacking };
}
