/** From what was seen in the pictures to the figures of the report: counts, rates, thresholds; nothing that names a picture. */
import { similarity } from '#face/similarity.ts';
import { bonaFide, type Pair, type Presented } from './lists.ts';
import { acquisitionOf, type Acquisition, type Seen } from './pictures.ts';
import { curveOf, equalError, rateOf, thresholdFor, type Chosen, type Point, type Rate } from './rates.ts';

/** False match rates that a threshold is looked for. */
const falseMatchTargets = [0.01, 0.001];
/** ISO/IEC 30107-3's operating points: at most so many attacks are taken (BPCER10, BPCER20). */
const attackTargets = [0.1, 0.05];

export interface MatchFigures {
  readonly acquisition: Acquisition;
  /** Pairs of which one picture could not be measured: in no rate. */
  readonly leftOut: number;
  /** `wrongYes`: false matches; `wrongNo`: false non-matches. */
  readonly curve: readonly Point[];
  readonly equalError: { readonly at: Point; readonly rate: number } | null;
  readonly chosen: readonly { readonly target: number; readonly chosen: Chosen | null }[];
}

export function matchFigures(pairs: readonly Pair[], seen: ReadonlyMap<string, Seen>): MatchFigures {
  const [same, other]: [number[], number[]] = [[], []];
  for (const pair of pairs) {
    const [a, b] = [seen.get(pair.a), seen.get(pair.b)];
    if (a?.lack !== null || b?.lack !== null) continue;
    const score = similarity(a.embedding, b.embedding);
    if (score !== null) (pair.same ? same : other).push(score);
  }
  const curve = curveOf(other, same);
  return {
    acquisition: acquisitionOf(
      picked(
        pairs.flatMap(({ a, b }) => [a, b]),
        seen,
      ),
    ),
    leftOut: pairs.length - same.length - other.length,
    curve,
    equalError: equalError(curve),
    chosen: falseMatchTargets.map((target) => ({ target, chosen: thresholdFor(curve, target) })),
  };
}

function picked(paths: readonly string[], seen: ReadonlyMap<string, Seen>): readonly Seen[] {
  return [...new Set(paths)].flatMap((path) => seen.get(path) ?? []);
}

/** A station asks for both scores: the lower one says what gets past both at one threshold. */
export const scoreNames = ['antispoof', 'liveness', 'the lower of both'] as const;
export type ScoreName = (typeof scoreNames)[number];

export interface AttackFigures {
  /** By label: those in which nothing could be measured are in no rate (non-response rates, APNRR and BPNRR). */
  readonly nonResponse: readonly { readonly label: string; readonly rate: Rate }[];
  readonly scores: readonly {
    readonly score: ScoreName;
    /** One curve a kind of attack; `wrongYes`: APCER; `wrongNo`: BPCER, the same in each. */
    readonly kinds: readonly { readonly kind: string; readonly curve: readonly Point[] }[];
    /** The lowest threshold at which no kind of attack is taken more often than `target`. */
    readonly chosen: readonly { readonly target: number; readonly at: Point | null }[];
  }[];
}

export function attackFigures(
  presented: readonly Presented[],
  seen: ReadonlyMap<string, Seen>,
): AttackFigures {
  const labels = [...new Set(presented.map(({ label }) => label))].toSorted();
  const of = (label: string): readonly Seen[] =>
    picked(
      presented.filter((one) => one.label === label).map(({ path }) => path),
      seen,
    );
  return {
    nonResponse: labels.map((label) => {
      const pictures = of(label);
      return { label, rate: rateOf(pictures.filter(({ lack }) => lack !== null).length, pictures.length) };
    }),
    scores: scoreNames.map((score) => {
      const scoresOf = (label: string): number[] =>
        of(label).flatMap((one) => (one.lack === null ? scored(one, score) : []));
      const genuine = scoresOf(bonaFide);
      const kinds = labels
        .filter((label) => label !== bonaFide)
        .map((kind) => ({ kind, curve: curveOf(scoresOf(kind), genuine) }));
      return {
        score,
        kinds,
        chosen: attackTargets.map((target) => ({
          target,
          at: strictest(kinds.map(({ curve }) => thresholdFor(curve, target)?.at ?? null)),
        })),
      };
    }),
  };
}

function scored({ antispoof, liveness }: Extract<Seen, { lack: null }>, score: ScoreName): number {
  switch (score) {
    case 'antispoof':
      return antispoof;
    case 'liveness':
      return liveness;
    case 'the lower of both':
      return Math.min(antispoof, liveness);
  }
}

/** Null where one kind has no threshold, or where there is no kind. */
function strictest(points: readonly (Point | null)[]): Point | null {
  let highest: Point | null = null;
  for (const point of points) {
    if (point === null) return null;
    if (highest === null || point.threshold > highest.threshold) highest = point;
  }
  return highest;
}
