/**
 * The part of the page that takes faces: loaded with its models while the consent is read, kept for the next person,
 * and let go of when nobody came. A page that takes no face loads none of it.
 */
import { useEffect, useState } from 'react';

import type { Screen } from '#contracts/face-view.ts';
import type * as mirror from '../face/mirror.tsx';
import { loadPart } from '../ui/load-part.ts';

/** Milliseconds that the models stay in memory after the last screen that may need them. */
const keptFor = 90_000;

type CameraPart = typeof mirror;

let part: CameraPart | null = null;
let loading: Promise<CameraPart> | null = null;

async function load(): Promise<CameraPart> {
  loading ??= loadPart(() => import('../face/mirror.tsx'));
  part = await loading;
  return part;
}

/** Null until it is there. */
export function useCameraPart(): CameraPart | null {
  const [there, setThere] = useState(part);
  useEffect(() => {
    let isDrawn = true;
    void load().then((loaded) => {
      if (isDrawn) setThere(loaded);
    });
    return () => {
      isDrawn = false;
    };
  }, []);
  return there;
}

export function useWarmCamera(screen: Screen): void {
  const isWanted = screen.kind === 'face-capture' || (screen.kind === 'consent' && screen.takes === 'face');
  useEffect(() => {
    if (isWanted) {
      void load().then(({ faceWorker }) => faceWorker.warm());
      return undefined;
    }
    const timer = setTimeout(() => part?.faceWorker.end(), keptFor);
    return () => clearTimeout(timer);
  }, [isWanted]);
}
