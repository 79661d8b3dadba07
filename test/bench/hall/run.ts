/**
 * `npm run bench:hall [-- NAME …] [-- --write]`: every figure of docs/scale.md, with the engines that it needs started by itself.
 * `--write` puts the table into docs/scale.md, and the picture of the day beside it.
 */
import { runBenches } from '../report.ts';

await runBenches(
  {
    numbers: () => import('./numbers.ts'),
    board: () => import('./board.ts'),
    day: () => import('./day.ts'),
    city: () => import('./city-events.ts'),
  },
  { words: process.argv.slice(2), document: 'docs/scale.md', json: 'bench-hall.json' },
);
