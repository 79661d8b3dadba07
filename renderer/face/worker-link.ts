/** The page's hold on its worker: started once it may be needed, ended when it is not, replaced when it hangs. */
import type { FromWorker, MeasuredFrame, ToWorker } from './messages.ts';

/** Milliseconds. */
const delays = {
  /** Until the models are there: they come from the station on the same machine. */
  load: 20_000,
  /** For one frame. */
  measure: 5000,
} as const;

/** A running worker. */
export interface WorkerSeam {
  /** Hands the frame over. */
  readonly post: (message: ToWorker) => void;
  readonly end: () => void;
}

/** `broken`: it could not be loaded, or threw where nothing catches. */
export type StartWorker = (hear: (message: FromWorker) => void, broken: () => void) => WorkerSeam;

export class WorkerLink {
  readonly #start: StartWorker;
  #worker: WorkerSeam | null = null;
  #ready: Promise<boolean> | null = null;
  #count = 0;
  #answer: ((measured: MeasuredFrame | null, id: number | null) => void) | null = null;

  constructor(start: StartWorker) {
    this.#start = start;
  }

  /** Loads worker and models, unless they are there or on their way; false when they did not come. */
  warm(): Promise<boolean> {
    this.#ready ??= this.#load();
    return this.#ready;
  }

  /** One frame at a time; it is closed in any case. Null: the worker failed, and the next call starts another. */
  async measure(frame: VideoFrame): Promise<MeasuredFrame | null> {
    if (!(await this.warm()) || this.#worker === null) {
      frame.close();
      return null;
    }
    const id = (this.#count += 1);
    const answered = Promise.withResolvers<MeasuredFrame | null>();
    const deadline = setTimeout(() => answered.resolve(null), delays.measure);
    this.#answer = (measured, of) => {
      if (of === null || of === id) answered.resolve(measured);
    };
    this.#worker.post({ id, frame });
    const measured = await answered.promise;
    clearTimeout(deadline);
    this.#answer = null;
    if (measured === null) this.end();
    return measured;
  }

  /** Frees the models' memory. */
  end(): void {
    this.#worker?.end();
    this.#worker = null;
    this.#ready = null;
    this.#answer?.(null, null);
  }

  async #load(): Promise<boolean> {
    const loaded = Promise.withResolvers<boolean>();
    const deadline = setTimeout(() => loaded.resolve(false), delays.load);
    const broken = (): void => {
      loaded.resolve(false);
      this.#answer?.(null, null);
    };
    const worker = this.#start((message) => {
      if (message.type === 'ready') loaded.resolve(true);
      else if (message.type === 'failed') broken();
      else this.#answer?.(message.measured, message.id);
    }, broken);
    this.#worker = worker;
    const isLoaded = await loaded.promise;
    clearTimeout(deadline);
    if (!isLoaded && this.#worker === worker) this.end();
    return isLoaded;
  }
}
