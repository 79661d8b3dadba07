/** The log as JSON lines: one event of the catalogue each, to standard error, which the service manager keeps. */
import pino from 'pino';

import type { Clock } from '#contracts/clock.ts';
import { logEvents, type Log } from '#contracts/log-events.ts';

/**
 * `level`: the lowest that is written. `destination`: standard error; a test takes the lines itself. Written at once and
 * not in the background, so that the last line before a crash is there.
 */
export function createLog(options: {
  readonly clock: Clock;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly destination?: { write(line: string): void };
}): Log {
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"at":"${new Date(options.clock.now()).toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      messageKey: 'event',
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
  return {
    event: (name, fields) => {
      const { level, fields: allowed } = logEvents[name];
      // The compiler refuses other fields; this keeps out what came from a wider object, so that nothing of a person
      // slips into a file by a spread.
      const written = Object.entries(fields).filter(
        ([field, value]) => (allowed as readonly string[]).includes(field) && value !== undefined,
      );
      logger[level](Object.fromEntries(written), name);
    },
  };
}
