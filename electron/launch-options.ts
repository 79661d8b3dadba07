/** What the window is started with. */
import { parseArgs } from 'node:util';

const pages = ['kiosk', 'gate', 'technician', 'dock'] as const;
export type Page = (typeof pages)[number];

export interface LaunchOptions {
  /** The station's data folder: a station that runs on it is joined. */
  readonly data: string;
  /** With which a station is started if none runs; null: then none is started. */
  readonly config: string | null;
  readonly page: Page;
}

/**
 * @param args without the program's own name; may hold switches of Chromium, which are not ours to judge
 * @returns the options, or what is wrong with them, for the person who started the window
 */
export function launchOptions(args: readonly string[]): LaunchOptions | { readonly problem: string } {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      data: { type: 'string' },
      config: { type: 'string' },
      page: { type: 'string', default: 'kiosk' },
    },
  });
  const { data, config } = values;
  if (typeof data !== 'string' || data === '') {
    return {
      problem: '--data FOLDER is missing: the data folder of the station, for instance /var/lib/yikatong',
    };
  }
  const page = pages.find((name) => name === values.page);
  if (page === undefined) return { problem: `--page must be one of ${pages.join(', ')}` };
  return { data, config: typeof config === 'string' ? config : null, page };
}
