/** The platform's own comparison of faces: the shared engine, in a process of its own that the first comparison starts. */
import type { FaceEngineClient } from '#face/client.ts';
import { similarity } from '#face/similarity.ts';
import { ok, type Result } from '#contracts/result.ts';
import type { FaceOnFile } from './on-file.ts';

/** Least similarity that counts as the same person. */
export const matchThreshold = 0.5;

export interface FaceMatch {
  readonly matched: boolean;
  /** 0 to 1. */
  readonly score: number;
}

export class FaceComparison {
  readonly #engine: Pick<FaceEngineClient, 'analyse' | 'stop'>;
  readonly #known = new WeakMap<FaceOnFile, readonly number[]>();
  readonly #stopped = new AbortController();

  constructor(engine: Pick<FaceEngineClient, 'analyse' | 'stop'>) {
    this.#engine = engine;
  }

  /**
   * A picture without a face, or with more than one, is nobody's and has the score 0. Failures: face-models-missing,
   * face-engine-failed (a picture that cannot be decoded, too: look before), aborted.
   */
  async compare(jpeg: Buffer, onFile: FaceOnFile): Promise<Result<FaceMatch>> {
    const reference = await this.#reference(onFile);
    if (!reference.ok) return reference;
    const probe = await this.#embedding(jpeg);
    if (!probe.ok) return probe;
    const score = similarity(probe.value, reference.value) ?? 0;
    return ok({ matched: score >= matchThreshold, score });
  }

  stop(): void {
    this.#stopped.abort();
    this.#engine.stop();
  }

  async #reference(onFile: FaceOnFile): Promise<Result<readonly number[]>> {
    const known = this.#known.get(onFile);
    if (known !== undefined) return ok(known);
    const made = await this.#embedding(onFile.jpeg);
    if (made.ok) this.#known.set(onFile, made.value);
    return made;
  }

  /** Empty: not exactly one face. */
  async #embedding(jpeg: Buffer): Promise<Result<readonly number[]>> {
    const found = await this.#engine.analyse(jpeg.toString('base64'), this.#stopped.signal);
    if (!found.ok) return found;
    const [face, ...others] = found.value.faces;
    return ok(face === undefined || others.length > 0 ? [] : face.embedding);
  }
}
