/**
 * Where the pictures of a capture are looked at and compared. They live here, in memory, from the camera to the decision,
 * and are gone with the session; a scene only ever sees what was found in them.
 */
import type { FaceEngineClient } from '#face/client.ts';
import { similarity } from '#face/similarity.ts';
import { embeddingModel, type FaceFinding } from '#contracts/face.ts';
import type { FaceReference, Sealed } from '#contracts/platform-api.ts';
import type { QualificationBody } from '#contracts/qualification.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import type { StationConfig } from '../config/schema.ts';
import { isAway } from '../platform-client/away.ts';
import type { CaptureEvidence, Picture, PictureMoment } from './capture.ts';
import { judgeLiveness } from './decide.ts';
import { embeddingOf, factsOf } from './found.ts';

type FaceConfig = StationConfig['qualification']['face'];

/** What the desk asks of the platform; failures are the platform client's. */
export interface FacePlatform {
  faceReference(request: { readonly identity: string }, signal: AbortSignal): Promise<Result<FaceReference>>;
  matchFace(
    request: { readonly identity: string; readonly jpeg: string },
    signal: AbortSignal,
  ): Promise<Result<{ readonly matched: boolean; readonly score: number; readonly threshold: number }>>;
}

export interface FaceDeskOptions {
  readonly config: FaceConfig;
  readonly engine: Pick<FaceEngineClient, 'warm' | 'analyse'>;
  readonly platform: FacePlatform;
  readonly seal: (what: Sealed, plain: Uint8Array) => Promise<string>;
}

/** The part of a record that a face fills in. */
export type FaceVerdict = Pick<
  QualificationBody,
  | 'result'
  | 'matcher'
  | 'matchScore'
  | 'matchThreshold'
  | 'antispoof'
  | 'antispoofThreshold'
  | 'liveness'
  | 'livenessThreshold'
  | 'challenge'
  | 'challengeMs'
  | 'image'
> & { readonly failure: Failure | null };

interface Match {
  readonly matched: boolean;
  readonly score: number;
  readonly threshold: number;
}

interface Looked {
  readonly moment: PictureMoment;
  readonly jpeg: string;
  readonly finding: Promise<Result<FaceFinding>>;
}

interface Attempt {
  readonly identity: string;
  /** Of the face on file; null where the platform compares. */
  readonly enrolled: Promise<Result<readonly number[]>> | null;
  /** Of the newest challenge: before it, of its acts, after it. */
  pictures: readonly Looked[];
}

export class FaceDesk {
  readonly #options: FaceDeskOptions;
  readonly #attempts = new Map<string, Attempt>();

  constructor(options: FaceDeskOptions) {
    this.#options = options;
  }

  /** Loads the engine while the consent is being read. A failure shows itself when a picture is looked at. */
  warm(): void {
    void this.#options.engine.warm();
  }

  /** Begins an attempt after consent; everything of it is forgotten when `signal` aborts. */
  begin(attempt: string, identity: string, signal: AbortSignal): void {
    const { config, platform } = this.#options;
    this.warm();
    // Asked for and looked at while the person comes into the frame, so that nobody waits for it at the end.
    const enrolled =
      config.matcher === 'station'
        ? platform
            .faceReference({ identity }, signal)
            .then((onFile) => (onFile.ok ? this.#embeddingOnFile(onFile.value, signal) : onFile))
        : null;
    this.#attempts.set(attempt, { identity, enrolled, pictures: [] });
    signal.addEventListener('abort', () => this.#attempts.delete(attempt), { once: true });
  }

  /** Takes a picture in; the engine looks at it while the capture goes on. The first of a challenge replaces all before. */
  look(attempt: string, { moment, jpeg }: Picture, signal: AbortSignal): void {
    const taken = this.#attempts.get(attempt);
    if (taken === undefined) return;
    const looked = { moment, jpeg, finding: this.#options.engine.analyse(jpeg, signal) };
    taken.pictures = moment === 'before' ? [looked] : [...taken.pictures, looked];
  }

  /** Decides, after the last picture. Failures: those of the engine; what the platform answers is in the verdict. */
  async judge(attempt: string, evidence: CaptureEvidence, signal: AbortSignal): Promise<Result<FaceVerdict>> {
    const taken = this.#attempts.get(attempt);
    const first = taken?.pictures[0];
    if (taken === undefined || first === undefined) return fail('aborted');
    const { config } = this.#options;
    // The platform compares while the engine still looks at the last picture.
    const comparing = config.matcher === 'platform' ? this.#byPlatform(taken, first, signal) : null;
    const findings = await Promise.all(taken.pictures.map(({ finding }) => finding));
    const found: FaceFinding[] = [];
    for (const finding of findings) {
      if (!finding.ok) return finding;
      found.push(finding.value);
    }
    const [before = [], ...others] = found.map(embeddingOf);
    const facts = (acts: boolean) =>
      found.filter((_, index) => (taken.pictures[index]?.moment === 'act') === acts).map(factsOf);
    const alive = judgeLiveness(
      evidence,
      { rest: facts(false), acts: facts(true) },
      leastSimilarity(before, others),
      config,
    );
    const match = await (comparing ?? this.#byStation(taken, before));
    const base = {
      matcher: config.matcher,
      matchScore: match.ok ? match.value.score : null,
      matchThreshold: match.ok ? match.value.threshold : null,
      antispoof: alive.antispoof,
      antispoofThreshold: config.antispoof,
      liveness: alive.liveness,
      livenessThreshold: config.liveness,
      challenge: evidence.done.map(({ action }) => action).join(' '),
      challengeMs: Math.round(evidence.challengeMs),
      image: config.keepImage ? await this.#sealed(first.jpeg) : null,
    } as const;
    if (alive.reason !== null) return ok({ ...base, result: 'failed', failure: { code: alive.reason } });
    if (!match.ok) {
      const later = isAway(match.error) && base.image !== null;
      return ok({ ...base, result: later ? 'unmatched' : 'failed', failure: match.error });
    }
    return match.value.matched
      ? ok({ ...base, result: 'passed', failure: null })
      : ok({ ...base, result: 'failed', failure: { code: 'face-mismatch' } });
  }

  #byPlatform({ identity }: Attempt, { jpeg }: Looked, signal: AbortSignal): Promise<Result<Match>> {
    return this.#options.platform.matchFace({ identity, jpeg }, signal);
  }

  async #byStation({ enrolled }: Attempt, embedding: readonly number[]): Promise<Result<Match>> {
    const onFile = await (enrolled ?? fail('not-enrolled'));
    if (!onFile.ok) return onFile;
    const score = similarity(embedding, onFile.value);
    if (score === null) return fail('not-enrolled', 'the template is of another model');
    const threshold = this.#options.config.match;
    return ok({ matched: score >= threshold, score, threshold });
  }

  async #embeddingOnFile(reference: FaceReference, signal: AbortSignal): Promise<Result<readonly number[]>> {
    if (reference.kind === 'template')
      return reference.model === embeddingModel
        ? ok(reference.embedding)
        : fail('not-enrolled', `a template of ${reference.model}`);
    const finding = await this.#options.engine.analyse(reference.jpeg, signal);
    if (!finding.ok) return finding;
    const embedding = embeddingOf(finding.value);
    return embedding.length === 0 ? fail('not-enrolled', 'no face in the photograph') : ok(embedding);
  }

  #sealed(jpeg: string): Promise<string> {
    return this.#options.seal('image', Buffer.from(jpeg, 'base64'));
  }
}

/** Null: there is nothing to compare, or something that cannot be. */
function leastSimilarity(first: readonly number[], others: readonly (readonly number[])[]): number | null {
  const all = others.map((other) => similarity(first, other));
  const known = all.filter((one) => one !== null);
  return known.length === 0 || known.length < all.length ? null : Math.min(...known);
}
