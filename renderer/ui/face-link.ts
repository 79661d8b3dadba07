/** A face's line to its station: the views that come, and what was touched. */
import type { FaceView, Intent } from '#contracts/face-view.ts';
import { connectStation, watch, type Watched } from './station.ts';

export interface FaceLink {
  readonly views: Watched<FaceView>;
  readonly intend: (intent: Intent) => void;
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
  return { views, intend };
}
