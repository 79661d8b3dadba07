import { describe, expect, it } from '@jest/globals';

import { browserCamera, cameraFiles, emulatedCameraOf } from './emulated-camera.ts';

const none = { id: 'gate' };
const real = { id: 'kiosk', camera: 'browser' } as const;
const emulated = { id: 'kiosk', camera: 'emulated' } as const;

describe('the cameras of a station', () => {
  it('stand among the emulated devices only where they are emulated', () => {
    expect([none, real, emulated].map(emulatedCameraOf)).toEqual([null, null, 'camera-kiosk']);
    expect(cameraFiles([none, emulated], '/var/lib/yikatong')).toEqual({
      'camera-kiosk': '/var/lib/yikatong/camera-kiosk.y4m',
    });
    expect(cameraFiles([none, real], '/var/lib/yikatong')).toEqual({});
  });

  it('have absolute files, since a browser is started elsewhere', () => {
    expect(cameraFiles([emulated], 'data')['camera-kiosk']).toBe(`${process.cwd()}/data/camera-kiosk.y4m`);
  });

  it('are told to whoever starts a browser', () => {
    expect(browserCamera([none], '/d')).toBeNull();
    expect(browserCamera([none, real], '/d')).toBe('browser');
    expect(browserCamera([none, emulated], '/d')).toEqual({ file: '/d/camera-kiosk.y4m' });
  });
});
