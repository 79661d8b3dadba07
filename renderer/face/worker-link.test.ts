import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import type { FromWorker, MeasuredFrame, ToWorker } from './messages.ts';
import { WorkerLink } from './worker-link.ts';

const measured: MeasuredFrame = { faces: [], aspect: 4 / 3, inferenceMs: 40 };

/** Workers that answer by hand. */
class Workers {
  readonly started: {
    readonly hear: (message: FromWorker) => void;
    readonly broken: () => void;
    readonly posted: ToWorker[];
    ended: boolean;
  }[] = [];
  readonly link = new WorkerLink((hear, broken) => {
    const worker = { hear, broken, posted: [] as ToWorker[], ended: false };
    this.started.push(worker);
    return { post: (message) => worker.posted.push(message), end: () => (worker.ended = true) };
  });

  newest() {
    const worker = this.started.at(-1);
    if (worker === undefined) throw new Error('none was started');
    return worker;
  }
}

function frame() {
  return { close: jest.fn() } as unknown as VideoFrame;
}

/** Lets promises that are settled already go on. */
const turn = async (): Promise<void> => {
  for (let hop = 0; hop < 5; hop += 1) await Promise.resolve();
};

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('the page and its worker', () => {
  it('load once, however often they are asked to', async () => {
    const workers = new Workers();
    const [one, other] = [workers.link.warm(), workers.link.warm()];
    workers.newest().hear({ type: 'ready' });
    expect(await Promise.all([one, other])).toEqual([true, true]);
    expect(workers.started).toHaveLength(1);
  });

  it('measure a frame as soon as the models are there', async () => {
    const workers = new Workers();
    const given = frame();
    const asked = workers.link.measure(given);
    await turn();
    expect(workers.newest().posted).toEqual([]);
    workers.newest().hear({ type: 'ready' });
    await turn();
    expect(workers.newest().posted).toEqual([{ id: 1, frame: given }]);
    workers.newest().hear({ type: 'measured', id: 1, measured });
    expect(await asked).toBe(measured);
  });

  it.each(['failed', 'broken', 'silent'] as const)(
    'end a worker that is %s in the middle of a frame, and start another for the next',
    async (how) => {
      const workers = new Workers();
      const asked = workers.link.measure(frame());
      const first = workers.newest();
      first.hear({ type: 'ready' });
      await turn();
      if (how === 'failed') first.hear({ type: 'failed' });
      else if (how === 'broken') first.broken();
      else jest.advanceTimersByTime(5000);
      expect(await asked).toBeNull();
      expect(first.ended).toBe(true);
      const next = workers.link.measure(frame());
      workers.newest().hear({ type: 'ready' });
      await turn();
      workers.newest().hear({ type: 'measured', id: 2, measured });
      expect(await next).toBe(measured);
      expect(workers.started).toHaveLength(2);
    },
  );

  it.each(['failed', 'silent'] as const)('close the frame when the models are %s', async (how) => {
    const workers = new Workers();
    const given = frame();
    const asked = workers.link.measure(given);
    if (how === 'failed') workers.newest().hear({ type: 'failed' });
    else jest.advanceTimersByTime(20_000);
    expect(await asked).toBeNull();
    expect(given.close).toHaveBeenCalledTimes(1);
    expect(workers.newest().ended).toBe(true);
  });

  it('drop an answer to a frame that was given up', async () => {
    const workers = new Workers();
    const first = workers.link.measure(frame());
    workers.newest().hear({ type: 'ready' });
    await turn();
    workers.newest().hear({ type: 'measured', id: 1, measured });
    await first;
    const second = workers.link.measure(frame());
    await turn();
    workers.newest().hear({ type: 'measured', id: 1, measured: { ...measured, inferenceMs: 9 } });
    workers.newest().hear({ type: 'measured', id: 2, measured });
    expect((await second)?.inferenceMs).toBe(40);
  });

  it('free the memory when nobody needs them, and a frame under way ends', async () => {
    const workers = new Workers();
    const asked = workers.link.measure(frame());
    workers.newest().hear({ type: 'ready' });
    await turn();
    workers.link.end();
    expect(await asked).toBeNull();
    expect(workers.newest().ended).toBe(true);
  });
});
