import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { EventEmitter } from 'node:events';

import { openCamera } from './camera.ts';

/** EventTarget's methods as a camera's track and the browser's devices have them, told by hand. */
class Told {
  readonly events = new EventEmitter();
  readonly addEventListener = (name: string, hear: () => void): void => void this.events.on(name, hear);
  readonly removeEventListener = (name: string, hear: () => void): void => void this.events.off(name, hear);
}

class Track extends Told {
  readyState = 'live';
  readonly stop = jest.fn(() => {
    this.readyState = 'ended';
  });
  readonly getSettings = () => ({ deviceId: 'built-in' });
}

class Devices extends Told {
  readonly track = new Track();
  plugged = ['built-in'];
  readonly asked: MediaStreamConstraints[] = [];
  answer: () => Promise<unknown> = () => Promise.resolve(this.stream());

  stream() {
    return { getTracks: () => [this.track], getVideoTracks: () => [this.track] };
  }

  readonly getUserMedia = (constraints: MediaStreamConstraints): Promise<unknown> => {
    this.asked.push(constraints);
    return this.answer();
  };

  readonly enumerateDevices = () =>
    Promise.resolve(this.plugged.map((deviceId) => ({ kind: 'videoinput', deviceId })));

  open(lost = (): void => undefined) {
    return openCamera(this as unknown as MediaDevices, lost);
  }
}

const turn = async (): Promise<void> => {
  for (let hop = 0; hop < 5; hop += 1) await Promise.resolve();
};

afterEach(() => void jest.useRealTimers());

describe('the camera', () => {
  it('is asked for its picture alone, never for sound', async () => {
    const devices = new Devices();
    expect(await devices.open()).toMatchObject({ stream: expect.anything() });
    expect(devices.asked).toEqual([
      { audio: false, video: { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: 'user' } },
    ]);
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['SecurityError', 'denied'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotReadableError', 'lost'],
    ['AbortError', 'lost'],
  ])('says why it cannot be had: %s', async (name, trouble) => {
    const devices = new Devices();
    devices.answer = () => Promise.reject(Object.assign(new Error('no'), { name }));
    expect(await devices.open()).toBe(trouble);
  });

  it('is denied where the page has no devices at all', async () => {
    expect(await openCamera(undefined, () => undefined)).toBe('denied');
  });

  it('is denied when nobody answers, and let go of when it comes after all', async () => {
    jest.useFakeTimers();
    const devices = new Devices();
    const late = Promise.withResolvers<unknown>();
    devices.answer = () => late.promise;
    const opened = devices.open();
    jest.advanceTimersByTime(10_000);
    expect(await opened).toBe('denied');
    late.resolve(devices.stream());
    await turn();
    expect(devices.track.stop).toHaveBeenCalledTimes(1);
  });

  it('is lost once when its track ends', async () => {
    const devices = new Devices();
    const lost = jest.fn();
    await devices.open(lost);
    devices.track.events.emit('ended');
    devices.track.events.emit('ended');
    expect(lost).toHaveBeenCalledTimes(1);
    expect(devices.track.stop).toHaveBeenCalled();
  });

  it('is lost when it is pulled without its track saying so', async () => {
    const devices = new Devices();
    const lost = jest.fn();
    await devices.open(lost);
    devices.events.emit('devicechange');
    await turn();
    expect(lost).not.toHaveBeenCalled();
    devices.plugged = [''];
    devices.events.emit('devicechange');
    await turn();
    expect(lost).not.toHaveBeenCalled();
    devices.plugged = ['another'];
    devices.events.emit('devicechange');
    await turn();
    expect(lost).toHaveBeenCalledTimes(1);
    expect(devices.events.listenerCount('devicechange')).toBe(0);
  });

  it('that is stopped is not lost', async () => {
    const devices = new Devices();
    const lost = jest.fn();
    const camera = await devices.open(lost);
    if (typeof camera === 'string') throw new Error(camera);
    camera.stop();
    devices.track.events.emit('ended');
    devices.plugged = [];
    devices.events.emit('devicechange');
    await turn();
    expect(lost).not.toHaveBeenCalled();
    expect(devices.track.stop).toHaveBeenCalledTimes(1);
  });
});
