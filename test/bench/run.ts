/**
 * `npm run bench [-- NAME …] [-- --write]`: every figure of docs/performance.md as a table and JSON, with the machine
 * named. `--write` puts the table into docs/performance.md.
 */
import { runBenches } from './report.ts';

await runBenches(
  {
    'card-read': () => import('./card-read.ts'),
    'gate-bytes': () => import('./gate-bytes.ts'),
    'number-durable': () => import('./number-durable.ts'),
    'touch-to-number': () => import('./touch-to-number.ts'),
    finger: () => import('./finger.ts'),
    'station-process': () => import('./station-process.ts'),
    'page-paint': () => import('./page-paint.ts'),
    'face-decision': () => import('./face-decision.ts'),
    'face-worker': () => import('./face-worker.ts'),
  },
  { words: process.argv.slice(2), document: 'docs/performance.md', json: 'bench.json' },
);
