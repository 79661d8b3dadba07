/** A face's line to its station: the views that come, and what was touched. */
import type { FaceEvidence } from '#contracts/face.ts';
import type { FaceView, Intent } from '#contracts/face-view.ts';
import { connectStation, watch, type Watched } from './station.ts';

export interface FaceLink {
  readonly views: Watched<FaceView>;
  readonly intend: (intent: Intent) => void;
  /** What the camera saw; resolves when the station has it, or will never have it. */
  readonly show: (evidence: FaceEvidence) => Promise<void>;
}

export function openFaceLink(): FaceLink {
  const station = connectStation(window.location);
  const views = watch<FaceView>(
    (handlers) => station.face.watch.subscribe(undefined, handlers),
    (view) => view,
  );
  const intend = (intent: Intent): void => {
    // Without a view there is nothing that could be meant; an intent kept for later would meet another person.
    if (views.current() === null) return;
    // A lost socket shows itself: the view goes and "正在连接" comes.
    station.face.intend.mutate(intent).catch(() => undefined);
  };
  const show = async (evidence: FaceEvidence): Promise<void> => {
    await station.face.evidence.mutate(evidence).catch(() => undefined);
  };
  return { views, intend, show };
}
