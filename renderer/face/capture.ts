/**
 * From the camera to the station: one frame at a time, always the newest, and a picture whenever one is asked for.
 * It decides nothing; what it says belongs to the attempt that the screen names.
 */
import type { FaceEvidence, FaceMeasurement } from '#contracts/face.ts';
import { openCamera, type Camera, type CameraState } from './camera.ts';
import { takeStill } from './still.ts';
import type { WorkerLink } from './worker-link.ts';

/** Failures of the worker in a row after which it is given up. */
const mostFailures = 2;
/** Milliseconds without a new frame after which a camera counts as lost: one that hangs does not end its track. */
const longestPause = 5000;

interface Options {
  readonly video: HTMLVideoElement;
  readonly worker: WorkerLink;
  /** Resolves when the station has it. */
  readonly tell: (evidence: FaceEvidence) => Promise<void>;
  /** The faces of each frame, for a frame that follows. */
  readonly seen: (faces: readonly FaceMeasurement[]) => void;
}

export class Capture {
  readonly #options: Options;
  #camera: Camera | null = null;
  #state: CameraState | null = null;
  #attempt: string | null = null;
  #seq = 0;
  /** The request that the screen names, and the one that was served. */
  #wanted: number | null = null;
  #served: number | null = null;
  #stopped = false;

  constructor(options: Options) {
    this.#options = options;
    void this.#run();
  }

  /** What the screen asks for now. */
  serve(attempt: string, picture: number | null): void {
    if (attempt !== this.#attempt) {
      this.#attempt = attempt;
      this.#seq = 0;
      this.#served = null;
      if (this.#state !== null) this.#tellState(this.#state);
    }
    this.#wanted = picture;
    this.#takePicture();
  }

  stop(): void {
    this.#stopped = true;
    this.#camera?.stop();
    this.#options.video.srcObject = null;
  }

  async #run(): Promise<void> {
    const { video, worker } = this.#options;
    void worker.warm();
    const camera = await openCamera(navigator.mediaDevices, () => this.#become('lost'));
    if (typeof camera === 'string') {
      this.#become(camera);
      return;
    }
    this.#camera = camera;
    if (this.#stopped) {
      camera.stop();
      return;
    }
    video.srcObject = camera.stream;
    // The promise fails when the camera goes meanwhile, which is heard of otherwise.
    await video.play().catch(() => undefined);
    if (!(await hasNextFrame(video))) this.#become('lost');
    else {
      this.#become('started');
      await this.#pump();
    }
  }

  async #pump(): Promise<void> {
    const { video, worker, tell, seen } = this.#options;
    let failures = 0;
    while (!this.#stopped && this.#state === 'started') {
      const attempt = this.#attempt;
      const measured = await worker.measure(new VideoFrame(video));
      if (measured === null) {
        failures += 1;
        if (failures >= mostFailures) this.#become('no-models');
        continue;
      }
      failures = 0;
      if (this.#stopped) return;
      seen(measured.faces);
      if (attempt !== null && attempt === this.#attempt) {
        this.#seq += 1;
        await tell({ kind: 'frame', attempt, seq: this.#seq, ...measured });
      }
      if (!(await hasNextFrame(video))) this.#become('lost');
    }
  }

  #takePicture(): void {
    const [attempt, request] = [this.#attempt, this.#wanted];
    if (attempt === null || request === null || request === this.#served || this.#state !== 'started') return;
    this.#served = request;
    void this.#send(attempt, request);
  }

  async #send(attempt: string, request: number): Promise<void> {
    // Without a picture the station's own patience ends the attempt.
    const jpeg = await takeStill(this.#options.video).catch(() => null);
    if (this.#stopped || attempt !== this.#attempt || jpeg === null) return;
    await this.#options.tell({ kind: 'picture', attempt, request, jpeg });
  }

  #become(state: CameraState): void {
    if (this.#stopped) return;
    this.#state = state;
    if (state !== 'started') this.#camera?.stop();
    this.#tellState(state);
    this.#takePicture();
  }

  #tellState(state: CameraState): void {
    const attempt = this.#attempt;
    if (attempt !== null) void this.#options.tell({ kind: 'camera', attempt, state });
  }
}

/** Resolves with the next frame that the camera brings; false when none comes any more. */
function hasNextFrame(video: HTMLVideoElement): Promise<boolean> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), longestPause);
    video.requestVideoFrameCallback(() => {
      clearTimeout(late);
      resolve(true);
    });
  });
}
