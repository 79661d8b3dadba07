/** A supervised child's side: messages checked, and an end of its own when its parent is gone. */
import { flushCompileCache } from 'node:module';

import type { z } from 'zod';

import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';

/** How long an orderly end may take before the process is ended anyway, milliseconds. */
const stopWithinMs = 1500;

/** Tells the parent. After it has gone there is nobody to tell: 'disconnect' is about to end this process. */
export function tellParent(message: object): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

/**
 * Joins this process to its parent. `stop` is called when the parent is gone; the process ends after it.
 * A signal to the whole group (Ctrl-C, a service manager's stop) is left to the parent, which ends its children in order.
 */
export function joinParent<In>(options: {
  readonly received: z.ZodType<In>;
  readonly clock: Clock;
  readonly handle: (message: In) => void;
  readonly stop: () => Promise<void>;
}): void {
  // Node writes it at an orderly end only, which a killed process does not have.
  flushCompileCache();
  // A message off the contract means that parent and child are of different versions: better to fail at once.
  process.on('message', (raw: unknown) => options.handle(options.received.parse(raw)));
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.once('disconnect', () => {
    startDeadline(options.clock, stopWithinMs, () => process.exit(0));
    void options.stop().finally(() => process.exit(0));
  });
}
