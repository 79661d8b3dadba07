/** Brings the page back after its process crashed, hung or could not load. */
import type { WebContents } from 'electron';

import type { Clock } from '#contracts/clock.ts';

import { Retries } from './retries.ts';

/** A page that does not react for so long is ended and loaded anew, milliseconds. */
const hangMs = 10_000;
/** Chromium's error for a load that another load replaced. */
const aborted = -3;

/**
 * @param load loads what the window should show now
 * @param log one line for technicians
 */
export function watchPage(
  contents: WebContents,
  load: () => void,
  clock: Clock,
  log: (text: string) => void,
): void {
  const retries = new Retries();
  let cancelReload = (): void => undefined;
  let cancelHang = (): void => undefined;

  const reload = (cause: string): void => {
    cancelReload();
    cancelHang();
    const pause = retries.failed(clock.monotonic());
    log(`page lost: ${cause}; loading it again in ${pause} ms`);
    cancelReload = clock.after(pause, load);
  };

  contents.on('render-process-gone', (_event, { reason, exitCode }) =>
    reload(`${reason}, exit code ${exitCode}`),
  );
  contents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
    if (isMainFrame && code !== aborted) reload(`${description} (${code})`);
  });
  contents.on('unresponsive', () => {
    cancelHang();
    // Ending it is reported as render-process-gone, which loads the page again.
    cancelHang = clock.after(hangMs, () => contents.forcefullyCrashRenderer());
  });
  contents.on('responsive', () => cancelHang());
  contents.on('destroyed', () => {
    cancelReload();
    cancelHang();
  });
}
