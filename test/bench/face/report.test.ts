/** From lists and what was seen in pictures to the report: literal figures, and nothing that names a picture. */
import { describe, expect, it } from '@jest/globals';

import { ok, fail } from '#contracts/result.ts';
import { attackFigures, matchFigures } from './figures.ts';
import { acquisitionOf, lookAt, type Seen } from './pictures.ts';
import { reportFiles } from './report.ts';

const standard = { match: 0.5, antispoof: 0.4, liveness: 0.4 };

/** A face at a place on a line: ten apart is half alike, sixteen has nothing in common. */
function face(at: number, antispoof = 0.9, liveness = 0.8): Seen {
  return { lack: null, embedding: [at], antispoof, liveness };
}

const pictures = new Map<string, Seen>([
  ['/secret/zhang-1.jpg', face(0)],
  ['/secret/zhang-2.jpg', face(7)],
  ['/secret/li-1.jpg', face(20)],
  ['/secret/li-2.jpg', face(33)],
  ['/secret/wall.jpg', { lack: 'no face' }],
]);
const pairs = [
  { a: '/secret/zhang-1.jpg', b: '/secret/zhang-2.jpg', same: true },
  { a: '/secret/li-1.jpg', b: '/secret/li-2.jpg', same: true },
  { a: '/secret/zhang-1.jpg', b: '/secret/li-1.jpg', same: false },
  { a: '/secret/zhang-2.jpg', b: '/secret/li-1.jpg', same: false },
  { a: '/secret/zhang-1.jpg', b: '/secret/wall.jpg', same: true },
];
const match = matchFigures(pairs, pictures);

const presented = new Map<string, Seen>([
  ['/secret/a.jpg', face(0, 0.9, 0.7)],
  ['/secret/b.jpg', face(0, 0.3, 0.9)],
  ['/secret/c.jpg', face(0, 0.2, 0.8)],
  ['/secret/d.jpg', face(0, 0.6, 0.1)],
  ['/secret/e.jpg', { lack: 'several faces' }],
]);
const attacks = attackFigures(
  [
    { path: '/secret/a.jpg', label: 'bona-fide' },
    { path: '/secret/b.jpg', label: 'bona-fide' },
    { path: '/secret/c.jpg', label: 'print' },
    { path: '/secret/d.jpg', label: 'screen' },
    { path: '/secret/e.jpg', label: 'screen' },
  ],
  presented,
);

describe('the figures', () => {
  it('count comparisons, and leave out those that cannot be made', () => {
    expect(match).toMatchObject({
      acquisition: { pictures: 5, lacking: { 'no face': 1, 'several faces': 0, 'cannot be read': 0 } },
      leftOut: 1,
    });
    // Alike by 0.75 and 0.25 where one person is meant; by 0 and 0.25 where two are.
    expect(match.curve[500]).toMatchObject({
      wrongYes: { errors: 0, of: 2 },
      wrongNo: { errors: 1, of: 2 },
    });
    expect(match.curve[100]).toMatchObject({ wrongYes: { errors: 1, of: 2 }, wrongNo: { errors: 0 } });
    expect(match.chosen).toMatchObject([
      { target: 0.01, chosen: { shown: false } },
      { target: 0.001, chosen: { shown: false } },
    ]);
  });

  it('tell kinds of attack apart, by each score and by both', () => {
    const at = (score: number) =>
      attacks.scores[score]?.kinds.map(({ kind, curve }) => [
        kind,
        curve[400]?.wrongYes.errors,
        curve[400]?.wrongYes.of,
        curve[400]?.wrongNo.errors,
      ]);
    expect(at(0)).toEqual([
      ['print', 0, 1, 1],
      ['screen', 1, 1, 1],
    ]);
    expect(at(1)).toEqual([
      ['print', 1, 1, 0],
      ['screen', 0, 1, 0],
    ]);
    expect(at(2)).toEqual([
      ['print', 0, 1, 1],
      ['screen', 0, 1, 1],
    ]);
    // The kind that gets furthest decides: the screen by antispoof, which has 0.6.
    expect(attacks.scores[0]?.chosen).toMatchObject([
      { target: 0.1, at: { threshold: 0.601 } },
      { target: 0.05, at: { threshold: 0.601 } },
    ]);
    expect(attacks.nonResponse).toMatchObject([
      { label: 'bona-fide', rate: { errors: 0, of: 2 } },
      { label: 'print', rate: { errors: 0, of: 1 } },
      { label: 'screen', rate: { errors: 1, of: 2 } },
    ]);
  });
});

describe('the report', () => {
  const files = reportFiles({ match, attacks }, standard);
  const page = files['report.md'] ?? '';

  it('has every rate with its count and interval', () => {
    expect(page).toContain('- Pictures: 5; nothing could be measured (failure to acquire) in 1 (no face).');
    expect(page).toContain('- Comparisons: 2 of one person, 2 of two people; 1 left out for want of a face.');
    expect(page).toContain(
      '| 0.5 (standard) | 0.0 % (0 of 2; 0.0 to 100.0 %) | 50.0 % (1 of 2; 9.5 to 90.5 %) |',
    );
    expect(page).toContain('**The count does not show it**: that takes 3000 comparisons');
    expect(page).toContain('| threshold | APCER print | APCER screen | BPCER |');
  });

  it('is the same for programs, and has a plot for every curve', () => {
    const told = JSON.parse(files['report.json'] ?? '') as Record<string, unknown>;
    expect(told).toMatchObject({ standard, match: { leftOut: 1 }, attacks: { nonResponse: [{}, {}, {}] } });
    expect(Object.keys(files).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'attacks-antispoof.svg',
      'attacks-liveness.svg',
      'attacks-the-lower-of-both.svg',
      'match.svg',
      'report.json',
      'report.md',
    ]);
    // The lowest rates stand at the axes' lower ends, the standard threshold is marked.
    expect(files['match.svg']).toMatch(/^<svg [^>]*viewBox="0 0 640 640"/);
    expect(files['match.svg']).toContain('<polyline points="616.0,576.0 ');
    expect(files['match.svg']).toMatch(/<circle cx="80.0" cy="206.\d".*>0.5<\/text>/);
  });

  it('names no picture', () => {
    for (const content of Object.values(files)) expect(content).not.toMatch(/secret|zhang|\.jpg/);
  });

  it('is to be had of one list alone', () => {
    expect(Object.keys(reportFiles({ match, attacks: null }, standard))).toEqual([
      'report.md',
      'report.json',
      'match.svg',
    ]);
    expect(reportFiles({ match: null, attacks }, standard)['report.md']).not.toContain('FNMR');
  });
});

describe('looking at pictures', () => {
  const none = { aspect: 1, faces: [] };

  it('says why nothing could be measured', () => {
    const seen: Seen[] = [face(1), { lack: 'no face' }, { lack: 'no face' }, { lack: 'cannot be read' }];
    expect(acquisitionOf(seen)).toEqual({
      pictures: 4,
      lacking: { 'no face': 2, 'several faces': 0, 'cannot be read': 1 },
    });
  });

  it('looks at each once, and goes on after one that is no picture', async () => {
    const answers = [fail('face-engine-failed'), ok(none)] as const;
    let asked = 0;
    const engine = {
      analyse: () => {
        asked += 1;
        return Promise.resolve(answers[asked - 1] ?? ok(none));
      },
    };
    const [first, second] = [import.meta.filename, `${import.meta.dirname}/report.ts`];
    expect(await lookAt([first, second, first], engine)).toEqual(
      new Map([
        [first, { lack: 'cannot be read' }],
        [second, { lack: 'no face' }],
      ]),
    );
    expect(asked).toBe(2);
  });

  it('measures nothing without models', async () => {
    const engine = { analyse: () => Promise.resolve(fail('face-models-missing')) };
    await expect(lookAt([import.meta.filename], engine)).rejects.toThrow('face-models-missing');
  });
});
