/** What is plugged in, as one line of JSON: a process of its own, since it loads the native addons. */
import { systemClock } from '#contracts/clock.ts';
import { discover } from '#drivers/discovery.ts';

process.stdout.write(`${JSON.stringify(await discover(systemClock))}\n`, () => {
  // A PC/SC call that does not return would keep the process for good.
  process.exit(0);
});
