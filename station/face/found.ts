/** What of an engine's finding counts: the largest face, and whoever stands beside it. */
import type { FaceFinding } from '#contracts/face.ts';
import type { PictureFacts } from './decide.ts';
import { featuresOf } from './features.ts';
import { gate } from './guidance.ts';

function counted({ faces }: FaceFinding): FaceFinding['faces'] {
  return faces
    .filter(({ confidence }) => confidence >= gate.confidence)
    .toSorted((a, b) => b.box[2] - a.box[2]);
}

/** Of the largest face; empty where there is none. */
export function embeddingOf(finding: FaceFinding): readonly number[] {
  return counted(finding)[0]?.embedding ?? [];
}

export function factsOf(finding: FaceFinding): PictureFacts {
  const [largest, ...others] = counted(finding);
  if (largest === undefined) return { faces: 0, antispoof: 0, liveness: 0, features: null };
  const beside = others.filter(({ box }) => box[2] >= gate.secondFace * largest.box[2]);
  return {
    faces: 1 + beside.length,
    antispoof: largest.antispoof,
    liveness: largest.liveness,
    features: featuresOf(largest, finding.aspect),
  };
}
