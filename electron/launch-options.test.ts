import { describe, expect, it } from '@jest/globals';

import { launchOptions } from './launch-options.ts';

describe("the window's options", () => {
  it('name the data folder, the configuration and the page', () => {
    expect(launchOptions(['--no-sandbox', '--data', '/d', '--config', '/c.json', '--page=gate'])).toEqual({
      data: '/d',
      config: '/c.json',
      page: 'gate',
    });
  });

  it('show the kiosk and start no station unless told to', () => {
    expect(launchOptions(['--data', '/d'])).toEqual({ data: '/d', config: null, page: 'kiosk' });
  });

  it.each([
    [[], /--data FOLDER is missing/],
    [['--data'], /--data FOLDER is missing/],
    [['--data', '/d', '--page', 'payroll'], /--page must be one of kiosk, gate, technician, dock/],
  ])('say what is wrong: %j', (args, problem) => {
    expect(launchOptions(args)).toEqual({ problem: expect.stringMatching(problem) });
  });
});
