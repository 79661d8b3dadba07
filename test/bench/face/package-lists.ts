/**
 * Lists out of the pictures that the package `@vladmandic/human` brings along, for trying `bench:face` and for the figures
 * in docs/qualification.md: `node test/bench/face/package-lists.ts FOLDER` cuts the pictures and writes `pairs.csv` and
 * `attacks.csv`. Who is who was told by eye.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { gridFace, manLater, oneOfFive } from '#test/support/package-faces.ts';

interface Sample {
  readonly name: string;
  /** Samples of one person have one; null: somebody among those who are not the man, and of whom two may be one person. */
  readonly person: number | null;
  readonly picture: Buffer;
}

const man = 0;

/** One man in two pictures, years apart, and four women. */
export function fewSamples(): readonly Sample[] {
  return [
    { name: 'later', person: man, picture: manLater() },
    ...[0, 1, 2, 3, 4].map((person) => ({ name: `five-${person}`, person, picture: oneOfFive(person) })),
  ];
}

/** Besides, small pictures with words over them: 18 of the man, and 53 of other people. */
function manySamples(): readonly Sample[] {
  const columns = Array.from({ length: 18 }, (_, column) => column);
  return [
    ...fewSamples(),
    ...columns.map((column) => ({ name: `man-${column}`, person: man, picture: gridFace(0, column) })),
    // The rows between hold both, and are left out; so is the one other in whom the man might be seen.
    ...[3, 4, 5].flatMap((row) =>
      columns
        .filter((column) => row !== 3 || column !== 1)
        .map((column) => ({ name: `other-${row}-${column}`, person: null, picture: gridFace(row, column) })),
    ),
  ];
}

/** Pairs of which it is known whether they are one person. No picture stood before a camera of ours: all are `file`. */
export function writeLists(folder: string, samples: readonly Sample[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, picture } of samples) writeFileSync(join(folder, `${name}.jpg`), picture);
  const pairs = samples.flatMap((a, index) =>
    samples.slice(index + 1).flatMap((b) => {
      const known =
        (a.person !== null && b.person !== null) || [a.person, b.person].some((person) => person === man);
      return known ? [`${a.name}.jpg,${b.name}.jpg,${a.person === b.person ? 'yes' : 'no'}`] : [];
    }),
  );
  writeFileSync(join(folder, 'pairs.csv'), ['a,b,same', ...pairs, ''].join('\n'));
  const presented = samples.map(({ name }) => `${name}.jpg,file`);
  writeFileSync(join(folder, 'attacks.csv'), ['path,label', ...presented, ''].join('\n'));
}

if (import.meta.main) {
  const folder = process.argv[2];
  if (folder === undefined) throw new Error('a folder for pictures and lists');
  writeLists(folder, manySamples());
}
