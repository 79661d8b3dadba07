/** The figures as a page for people (Markdown), for programs (JSON) and as plots: counts and rates, no picture's name. */
import type { AttackFigures, MatchFigures } from './figures.ts';
import { plot } from './plot.ts';
import { pointAt, type Point, type Rate } from './rates.ts';

export interface Figures {
  readonly match: MatchFigures | null;
  readonly attacks: AttackFigures | null;
}

/** What a station decides by as long as its configuration says nothing else. */
export interface Standard {
  readonly match: number;
  readonly antispoof: number;
  readonly liveness: number;
}

/** Thresholds of the tables, and of the JSON. */
const tableSteps = 20;
const jsonSteps = 100;

/** File name to content. */
export function reportFiles(figures: Figures, standard: Standard): Readonly<Record<string, string>> {
  return {
    'report.md': markdown(figures, standard),
    'report.json': `${JSON.stringify(json(figures, standard), null, 2)}\n`,
    ...(figures.match === null ? {} : { 'match.svg': matchPlot(figures.match, standard) }),
    ...(figures.attacks === null ? {} : attackPlots(figures.attacks, standard)),
  };
}

function matchPlot({ curve }: MatchFigures, standard: Standard): string {
  return plot({
    title: 'False matches against false non-matches',
    across: 'false match rate (FMR)',
    up: 'false non-match rate (FNMR)',
    lines: [{ name: 'similarity', curve, marked: [standard.match] }],
  });
}

function attackPlots({ scores }: AttackFigures, standard: Standard): Record<string, string> {
  return Object.fromEntries(
    scores.map(({ score, kinds }) => [
      `attacks-${score.replaceAll(' ', '-')}.svg`,
      plot({
        title: `Attacks: ${score}`,
        across: 'attacks taken for a living face (APCER)',
        up: 'living faces taken for an attack (BPCER)',
        lines: kinds.map(({ kind, curve }) => ({ name: kind, curve, marked: [standardOf(score, standard)] })),
      }),
    ]),
  );
}

function standardOf(score: AttackFigures['scores'][number]['score'], standard: Standard): number {
  if (score === 'the lower of both') return Math.max(standard.antispoof, standard.liveness);
  return standard[score];
}

function markdown({ match, attacks }: Figures, standard: Standard): string {
  return [
    '# Face: error rates',
    '',
    'Of the pictures in the list, measured by the station’s own engine. Each rate stands with its count and its 95 %',
    'interval (Wilson; without an error the rule of three). The interval holds for cases that are independent of each',
    'other: several pictures of one person are not, and show less than their number says.',
    '',
    ...(match === null ? [] : matchPart(match, standard)),
    ...(attacks === null ? [] : attackPart(attacks, standard)),
  ].join('\n');
}

function matchPart(match: MatchFigures, standard: Standard): string[] {
  const { acquisition, leftOut, curve, equalError, chosen } = match;
  const first = curve[0];
  const lacking = Object.entries(acquisition.lacking).filter(([, count]) => count > 0);
  return [
    '## One and the same person?',
    '',
    `- Pictures: ${acquisition.pictures}; nothing could be measured (failure to acquire) in ${
      lacking.length === 0 ? 'none' : lacking.map(([why, count]) => `${count} (${why})`).join(', ')
    }.`,
    `- Comparisons: ${first?.wrongNo.of ?? 0} of one person, ${first?.wrongYes.of ?? 0} of two people; ${leftOut} left out for want of a face.`,
    equalError === null
      ? '- Equal error rate: not to be had without comparisons of both kinds.'
      : `- Equal error rate: ${percent(equalError.rate)} at threshold ${equalError.at.threshold}.`,
    ...chosen.map(({ target, chosen: found }) =>
      found === null
        ? `- No threshold has a false match rate of ${percent(target)} or less.`
        : `- False match rate of at most ${percent(target)}: threshold ${found.at.threshold}; there FMR ${written(found.at.wrongYes)}, FNMR ${written(found.at.wrongNo)}. ${
            found.shown
              ? 'The count shows it.'
              : `**The count does not show it**: that takes ${Math.ceil(3 / target)} comparisons of two people without a false match, or more.`
          }`,
    ),
    '',
    '| threshold | FMR | FNMR |',
    '| ---: | --- | --- |',
    ...tablePoints(curve).map(
      ({ threshold, wrongYes, wrongNo }) =>
        `| ${threshold}${threshold === standard.match ? ' (standard)' : ''} | ${written(wrongYes)} | ${written(wrongNo)} |`,
    ),
    '',
  ];
}

function attackPart({ nonResponse, scores }: AttackFigures, standard: Standard): string[] {
  return [
    '## Living face, or an attack?',
    '',
    'Single pictures; a station takes the median of several, and asks for a challenge besides.',
    '',
    ...nonResponse.map(
      ({ label, rate }) => `- ${label}: ${rate.of} pictures, no face to be measured in ${written(rate)}.`,
    ),
    '',
    ...scores.flatMap(({ score, kinds, chosen }) => [
      `### By ${score}`,
      '',
      ...(kinds.length === 0 ? ['No attack in the list.', ''] : []),
      ...chosen.map(({ target, at }) =>
        at === null
          ? `- No threshold has every APCER at ${percent(target)} or less.`
          : `- Every APCER at most ${percent(target)}: threshold ${at.threshold}; there BPCER ${written(at.wrongNo)}.`,
      ),
      '',
      `| threshold | ${kinds.map(({ kind }) => `APCER ${kind}`).join(' | ')} | BPCER |`,
      `| ---: | ${kinds.map(() => '---').join(' | ')} | --- |`,
      ...tablePoints(kinds[0]?.curve ?? []).map(({ threshold, wrongNo }) => {
        const taken = kinds.map(({ curve }) => written(pointAt(curve, threshold)?.wrongYes ?? null));
        const mark = threshold === standardOf(score, standard) ? ' (standard)' : '';
        return `| ${threshold}${mark} | ${taken.join(' | ')} | ${written(wrongNo)} |`;
      }),
      '',
    ]),
  ];
}

function tablePoints(curve: readonly Point[], steps = tableSteps): readonly Point[] {
  return curve.filter((_, index) => index % ((curve.length - 1) / steps) === 0);
}

function json({ match, attacks }: Figures, standard: Standard): object {
  return {
    standard,
    match: match === null ? null : { ...match, curve: tablePoints(match.curve, jsonSteps) },
    attacks:
      attacks === null
        ? null
        : {
            ...attacks,
            scores: attacks.scores.map(({ kinds, ...rest }) => ({
              ...rest,
              kinds: kinds.map(({ kind, curve }) => ({ kind, curve: tablePoints(curve, jsonSteps) })),
            })),
          },
  };
}

/** `2.5 % (3 of 120; 0.9 to 7.1 %)`. */
function written(rate: Rate | null): string {
  if (rate === null || rate.rate === null) return 'not counted';
  const { errors, of, low, high } = rate;
  return `${percent(rate.rate)} (${errors} of ${of}; ${percent(low).replace(' %', '')} to ${percent(high)})`;
}

function percent(share: number): string {
  const hundred = share * 100;
  return `${hundred.toFixed(hundred < 1 && hundred > 0 ? 2 : 1)} %`;
}
