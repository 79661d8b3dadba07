import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { checkConfig } from './load.ts';

/** What is wrong with the demonstration's configuration where its faces have these ids and cameras. */
function problemsOf(faces: readonly object[], change: object = {}): string[] {
  const config = JSON.parse(readFileSync(join(import.meta.dirname, '../../config/demo.json'), 'utf8'));
  const face = { page: 'kiosk', services: ['ticket'] };
  const used = ['kiosk-card', 'kiosk-idcard', 'kiosk-scanner'];
  const cameras = faces.map((one, index) => ({ ...face, credentials: [used[index]], ...one }));
  const checked = checkConfig({ ...config, ...change, faces: cameras }, ['ticket', 'qualification']);
  return checked.ok ? [] : checked.error.map(({ path, value, remedy }) => `${path} = ${value}: ${remedy.en}`);
}

describe('an emulated camera', () => {
  it('is moved from the dock of a demonstration', () => {
    expect(problemsOf([{ id: 'kiosk', camera: 'emulated' }], { dock: true })).toEqual([]);
    expect(problemsOf([{ id: 'kiosk', camera: 'emulated' }], { dock: false })).toEqual([
      'faces[0].camera = "emulated": write dock: true, or browser here',
    ]);
  });

  it("is one a machine; the browser's own may be many", () => {
    const two = (camera: string) => [
      { id: 'kiosk', camera },
      { id: 'second', camera },
    ];
    expect(problemsOf(two('emulated'))).toEqual([
      'faces[1].camera = "emulated": remove it, or write browser here',
    ]);
    expect(problemsOf(two('browser'))).toEqual([]);
  });

  it('has an id that no device has', () => {
    expect(problemsOf([{ id: 'a-kiosk-with-a-long-name-indeed', camera: 'emulated' }])).toEqual([
      'faces[0].id = "a-kiosk-with-a-long-name-indeed": choose another, short one',
    ]);
    const devices = [
      { id: 'kiosk-card', driver: 'vpcd', port: 'emulated' },
      { id: 'camera-kiosk', driver: 'sam-v', port: 'emulated' },
    ];
    expect(problemsOf([{ id: 'kiosk', camera: 'emulated' }], { devices })).toEqual([
      'faces[0].id = "kiosk": choose another, short one',
    ]);
  });
});
