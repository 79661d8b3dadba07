/** What V8 keeps although nobody uses it goes back to the machine while nobody is there. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { Clock } from '#contracts/clock.ts';

/**
 * Milliseconds. A start leaves 40 MB behind (docs/performance.md), which V8 would hold until its heap is full: for days, at
 * a station. The collection stops the station for about 90 ms.
 */
const delays = { afterStart: 2000, again: 3_600_000, whileSomebodyIsThere: 10_000 } as const;

/** @returns ends it */
export function giveBackMemory(options: {
  readonly clock: Pick<Clock, 'after'>;
  readonly nobodyThere: () => boolean;
  readonly collect: () => void;
}): () => void {
  const { clock, nobodyThere, collect } = options;
  const turn = (): void => {
    const isQuiet = nobodyThere();
    if (isQuiet) collect();
    cancel = clock.after(isQuiet ? delays.again : delays.whileSomebodyIsThere, turn);
  };
  let cancel = clock.after(delays.afterStart, turn);
  return () => cancel();
}

/** V8's own collector, which Node hides unless it is started with a flag that children would inherit. */
export function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: NodeJS.GCFunction = runInNewContext('gc');
  // The last resort also takes compiled functions that nobody called for a while: most of what a start leaves.
  return () => collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
