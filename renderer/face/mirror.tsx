/** The person as in a mirror, and the evidence that goes to the station meanwhile. Loaded only when a face is taken. */
import { useEffect, useRef, useState } from 'react';

import type { FaceEvidence } from '#contracts/face.ts';
import { Capture } from './capture.ts';
import { follow, wholePicture, type Framing } from './follow.ts';
import type { FromWorker } from './messages.ts';
import { WorkerLink, type StartWorker } from './worker-link.ts';

const startWorker: StartWorker = (hear, broken) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => hear(data));
  worker.addEventListener('error', broken);
  return {
    post: (message) => worker.postMessage(message, [message.frame]),
    end: () => worker.terminate(),
  };
};

/** One for the page: it outlives a screen, so that the consent's time is used for loading. */
export const faceWorker = new WorkerLink(startWorker);

interface Props {
  readonly attempt: string;
  /** The request for a picture that stands open. */
  readonly picture: number | null;
  /** The frame follows the person. */
  readonly follows: boolean;
  readonly label: string;
  readonly tell: (evidence: FaceEvidence) => Promise<void>;
}

export function Mirror({ attempt, picture, follows, label, tell }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const capture = useRef<Capture | null>(null);
  const [framing, setFraming] = useState<Framing>(wholePicture);

  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    const started = new Capture({
      video: element,
      worker: faceWorker,
      tell,
      seen: (faces) => {
        const face = faces.toSorted((left, right) => right.box[3] - left.box[3])[0];
        if (face === undefined) return;
        const { videoWidth, videoHeight, clientWidth, clientHeight } = element;
        const [aspect, boxAspect] = [videoWidth / videoHeight, clientWidth / clientHeight];
        setFraming((last) => follow(last, face.box, aspect, boxAspect));
      },
    });
    capture.current = started;
    return () => {
      started.stop();
      capture.current = null;
    };
  }, [tell]);

  useEffect(() => capture.current?.serve(attempt, picture), [attempt, picture]);

  const { scale, x, y } = follows ? framing : wholePicture;
  return (
    <div className="mirror" style={{ transform: `translate(${x * 100}%, ${y * 100}%) scale(${scale})` }}>
      <video ref={video} muted playsInline aria-label={label} />
    </div>
  );
}
