import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Code } from '#contracts/credentials.ts';
import type { FaceView } from '#contracts/face-view.ts';
import type { LogEventName } from '#contracts/log-events.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';
import { testConfig } from '#test/support/station-config.ts';
import { identifiedPerson } from '#test/support/identified-person.ts';
import { readCard } from '#test/support/read-card.ts';
import type { Identified } from '../identify/identified.ts';
import type { Metrics } from '../metrics.ts';
import { entryScene } from '../services/entry/scene.ts';
import { informationScene } from '../services/information/scene.ts';
import type { ScenePorts } from '../services/scene.ts';
import { FaceRuntime, type StaffCall } from './face-runtime.ts';

const question = { heading: { zh: '问', en: 'Q' }, body: { zh: '答', en: 'A' } };
const config = testConfig({ information: { questions: [question] } });
const code: Code = { kind: 'code', text: 'YKU1', aimIdentifier: null, reports: 1, durationMs: 1 };

let calls: [face: string, call: StaffCall][];
let clock: HandClock;
let runtime: FaceRuntime;
let logged: { readonly name: LogEventName; readonly fields: Readonly<Record<string, unknown>> }[];

beforeEach(() => {
  clock = new HandClock();
  logged = [];
  calls = [];
  const [face] = config.faces;
  if (face === undefined) throw new Error('no face');
  const metrics: Pick<Metrics, 'identified' | 'sessionEnded'> = {
    identified: () => undefined,
    sessionEnded: () => undefined,
  };
  runtime = new FaceRuntime(face, {
    config: () => config,
    scenes: [informationScene],
    // The information scene asks nothing of anybody.
    ports: {} as ScenePorts,
    identify: untilAborted,
    clock,
    log: { event: (name, fields) => void logged.push({ name, fields }) },
    metrics: metrics as Metrics,
    staffCall: (...call) => void calls.push(call),
  });
});

afterEach(() => runtime.stop());

/** A platform that never answers. */
function untilAborted(_credential: unknown, signal: AbortSignal): Promise<Result<Identified>> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(fail('aborted')), { once: true });
  });
}

async function view(): Promise<FaceView> {
  const watching = new AbortController();
  for await (const seen of runtime.watch(watching.signal)) return seen;
  throw new Error('no view');
}

describe('a face that stops', () => {
  it('leaves no timer behind, whatever was under way', async () => {
    runtime.start();
    await settled();
    runtime.onDevice({ type: 'code-scanned', device: 'scanner', code });
    expect((await view()).screen.kind).toBe('identifying');
    runtime.stop();
    await settled();
    expect(clock.pending).toBe(0);
  });

  it('takes nothing in any more', async () => {
    runtime.start();
    await settled();
    runtime.stop();
    runtime.onDevice({ type: 'code-scanned', device: 'scanner', code });
    await settled();
    expect(clock.pending).toBe(0);
  });
});

describe('the log', () => {
  it('says how long a session without a credential lasted', async () => {
    runtime.start();
    await clock.turn(3_600_000);
    runtime.intend({ do: 'choose', option: 'information:questions', revision: (await view()).revision });
    await clock.turn(7000);
    runtime.intend({ do: 'back', revision: (await view()).revision });
    const ended = logged.find(({ name }) => name === 'session-ended');
    expect(ended?.fields).toMatchObject({ face: 'kiosk', reason: 'finished', seconds: 7 });
  });
});

describe('a call for staff', () => {
  it('is told, and told to be over when it is taken back or its person has gone', () => {
    runtime.intend({ do: 'help' });
    runtime.intend({ do: 'help' });
    runtime.intend({ do: 'cancel-help' });
    expect(calls).toEqual([
      ['kiosk', { is: 'made', screen: 'idle' }],
      ['kiosk', { is: 'taken-back' }],
    ]);
    runtime.intend({ do: 'help' });
    // The person shows a card and finishes: whoever called has gone.
    runtime.onDevice({ type: 'card-inserted', device: 'reader', generation: 1, medium: 'card' });
    runtime.onDevice({ type: 'card-removed', device: 'reader', generation: 1 });
    runtime.intend({ do: 'choose', option: 'back', revision: 2 });
    expect(calls.slice(2)).toEqual([
      ['kiosk', { is: 'made', screen: 'idle' }],
      ['kiosk', { is: 'taken-back' }],
    ]);
  });
});

describe('a gate whose station stands still while somebody passes', () => {
  it('hears the passage, and does not take it for one that is not known', async () => {
    const recorded: unknown[] = [];
    const gate = config.faces.find(({ page }) => page === 'gate');
    if (gate === undefined) throw new Error('no gate');
    const passing = new FaceRuntime(gate, {
      config: () => config,
      scenes: [entryScene],
      ports: {
        journal: {
          beginIntent: () => ok(undefined),
          endIntent: ({ outcome }: { outcome: unknown }) => {
            recorded.push(outcome);
            return ok(undefined);
          },
        },
        call: () => Promise.resolve(ok({ opened: true })),
        newId: () => 'o1',
        now: () => clock.now(),
        log: { event: () => undefined },
        metrics: { passage: () => undefined },
      } as unknown as ScenePorts,
      identify: () => Promise.resolve(ok(identifiedPerson)),
      clock,
      log: { event: () => undefined },
      metrics: { identified: () => undefined, sessionEnded: () => undefined } as unknown as Metrics,
      staffCall: () => undefined,
    });
    passing.onDevice({ type: 'card-inserted', device: 'reader', generation: 1, medium: 'card' });
    passing.onDevice({ type: 'card-read', device: 'reader', generation: 1, card: readCard });
    await settled();
    // The gate's own deadline of 8 s is told while the station waits for its disk.
    await clock.turn(7500);
    clock.standStill(3000);
    passing.onDevice({
      type: 'gate-passage',
      device: 'gate',
      opening: 'o1',
      direction: 'in',
      result: 'passed',
    });
    await settled();
    expect(recorded).toEqual([{ result: 'passed', cause: null }]);
    passing.stop();
  });
});
