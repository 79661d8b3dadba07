/** What the evidence of one capture is worth, pure: alive, one and the same person, and the right one. */
import type { FailureCode } from '#contracts/failures.ts';
import type { StationConfig } from '../config/schema.ts';
import type { CaptureEvidence } from './capture.ts';
import { isPictured } from './challenge.ts';
import { median, type Features } from './features.ts';
import { gate } from './guidance.ts';

/** What the station's own engine found in one of the two pictures. */
export interface PictureFacts {
  /** Faces in it that count. */
  readonly faces: number;
  /** Of the largest; 0 where there is none. */
  readonly antispoof: number;
  readonly liveness: number;
  readonly features: Features | null;
}

type Thresholds = Pick<StationConfig['qualification']['face'], 'same' | 'antispoof' | 'liveness'>;

/** Between the page's measurements and the station's own of the same moment: what the models' noise explains. */
export const tolerance = { turn: 0.3, nod: 0.12, mouth: 0.2 } as const;

export interface Liveness {
  /** Null: alive, one person, and the pictures are what the page said they were. */
  readonly reason: FailureCode | null;
  /** The lower of what the page and what the station measured. */
  readonly antispoof: number;
  readonly liveness: number;
}

/**
 * `rest`: before and after the challenge; `acts`: one for each act that is pictured. `same`: the least similarity of any to
 * the first, null where it could not be had.
 */
export function judgeLiveness(
  evidence: CaptureEvidence,
  { rest, acts }: { readonly rest: readonly PictureFacts[]; readonly acts: readonly PictureFacts[] },
  same: number | null,
  thresholds: Thresholds,
): Liveness {
  const pictures = [...rest, ...acts];
  const antispoof = lower(evidence.scores.antispoof, pictures, ({ antispoof: score }) => score);
  const liveness = lower(evidence.scores.liveness, pictures, ({ liveness: score }) => score);
  return { reason: reasonOf(), antispoof, liveness };

  function reasonOf(): FailureCode | null {
    if (rest.length < 2 || pictures.some(({ faces }) => faces === 0)) return 'face-not-found';
    if (pictures.some(({ faces }) => faces > 1)) return 'face-several';
    if (same === null || same < thresholds.same) return 'face-not-live';
    if (!rest.every(({ features }) => fits(features, evidence.rest))) return 'face-not-live';
    if (acts.length !== evidence.done.filter(({ action }) => isPictured(action)).length)
      return 'face-not-live';
    if (antispoof < thresholds.antispoof || liveness < thresholds.liveness) return 'face-not-live';
    return null;
  }
}

/** A page that sent other pictures than those it measured is found out here. */
function fits(picture: Features | null, rest: Features): boolean {
  return (
    picture !== null &&
    Math.abs(picture.turn) < gate.turn + tolerance.turn &&
    Math.abs(picture.turn - rest.turn) < tolerance.turn &&
    Math.abs(picture.nod - rest.nod) < tolerance.nod &&
    Math.abs(picture.mouth - rest.mouth) < tolerance.mouth
  );
}

/** Scores that the page never sent count as none: 0. */
function lower(
  frames: readonly number[],
  pictures: readonly PictureFacts[],
  score: (facts: PictureFacts) => number,
): number {
  const page = frames.length === 0 ? 0 : median(frames);
  return Math.min(page, median(pictures.map(score)) || 0);
}
