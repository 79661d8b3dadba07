/** What the page and its worker say to each other. */
import type { FaceMeasurement } from '#contracts/face.ts';

export interface ToWorker {
  readonly id: number;
  /** The worker closes it. */
  readonly frame: VideoFrame;
}

export type FromWorker =
  | { readonly type: 'ready' }
  /** The models did not come, or threw: the worker is of no more use. */
  | { readonly type: 'failed' }
  | { readonly type: 'measured'; readonly id: number; readonly measured: MeasuredFrame };

export interface MeasuredFrame {
  readonly faces: FaceMeasurement[];
  /** Width by height. */
  readonly aspect: number;
  /** From the frame's arrival to its measurement. */
  readonly inferenceMs: number;
}
