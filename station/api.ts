/** What pages may ask of the station: each answer comes from the part that owns it. */
import type { TraceEntry } from '#contracts/devices.ts';
import type { DockRequest, DockView } from '#contracts/dock.ts';
import type { FaceView, Intent, IntentReceipt } from '#contracts/face-view.ts';
import { fail, type Failure, type Result } from '#contracts/result.ts';
import type { StationApi } from '#contracts/station-api.ts';
import type { Discovery, TechnicianView } from '#contracts/technician.ts';
import type { DeviceHostClient } from './device-host/client.ts';
import type { Dock } from './dock.ts';
import type { FaceRuntime } from './sessions/face-runtime.ts';
import type { HallForTechnicians } from './technician-hall.ts';
import type { Watched } from './watched.ts';

/** A technician's test may print a slip and wait for its proof, milliseconds. */
const testDeadlineMs = 15_000;
/** The live trace goes out in portions of so many entries at most; what a slow page cannot take is dropped, oldest first. */
const traceBacklog = 500;

export interface ApiParts {
  readonly faces: ReadonlyMap<string, FaceRuntime>;
  readonly devices: DeviceHostClient;
  readonly technician: Watched<TechnicianView>;
  readonly discover: () => Promise<Result<Discovery>>;
  /** JSON, secrets blanked; as it is in force. */
  readonly configuration: () => string;
  readonly hall: HallForTechnicians;
  /** Null outside demonstrations. */
  readonly dock: Dock | null;
}

export function createStationApi(parts: ApiParts): StationApi {
  const faceOf = (id: string): FaceRuntime => {
    const face = parts.faces.get(id);
    if (face === undefined) throw new TypeError(`no face ${id}`);
    return face;
  };
  const dockOf = (): Dock => {
    if (parts.dock === null) throw new TypeError('this station shows no dock');
    return parts.dock;
  };
  return {
    watchFace: (face: string, signal: AbortSignal): AsyncIterable<FaceView> => faceOf(face).watch(signal),
    intend: (face: string, intent: Intent): Promise<IntentReceipt> =>
      Promise.resolve(faceOf(face).intend(intent)),
    evidence: (face, evidence) => {
      faceOf(face).evidence(evidence);
      return Promise.resolve();
    },
    watchDevices: (signal) => parts.technician.watch(signal),
    watchTrace: (signal) => traceOf(parts.devices, signal),
    testDevice: async (device) => {
      const result = await parts.devices.call({ method: 'test', device }, testDeadlineMs);
      return result.ok ? { text: result.value.text, failure: null } : { text: '', failure: result.error };
    },
    enableDevice: async (device) => ({
      failure: failureOf(await parts.devices.call({ method: 'enable', device }, testDeadlineMs)),
    }),
    effectiveConfiguration: () => Promise.resolve(parts.configuration()),
    discover: async () => {
      const found = await parts.discover();
      return found.ok ? found.value : { readers: [], hid: [], serial: [], problems: [found.error] };
    },
    watchHall: (signal) => parts.hall.view.watch(signal),
    hallHistory: () => parts.hall.history(),
    changeHall: (change) => parts.hall.changeConfiguration(change),
    changeHallDay: (change) => parts.hall.changeDay(change),
    watchDock: (signal): AsyncIterable<DockView> => dockOf().watch(signal),
    dock: async (request: DockRequest) => ({
      failure:
        parts.dock === null ? fail('not-permitted').error : failureOf(await parts.dock.request(request)),
    }),
  };
}

function failureOf(result: Result<unknown>): Failure | null {
  return result.ok ? null : result.error;
}

async function* traceOf(
  devices: DeviceHostClient,
  signal: AbortSignal,
): AsyncGenerator<readonly TraceEntry[], void, undefined> {
  let waiting: TraceEntry[] = [];
  let wake: () => void = () => undefined;
  const stop = devices.watchTrace((entries) => {
    waiting = [...waiting, ...entries].slice(-traceBacklog);
    wake();
  });
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    while (!signal.aborted) {
      if (waiting.length > 0) {
        const entries = waiting;
        waiting = [];
        yield entries;
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stop();
    signal.removeEventListener('abort', onAbort);
  }
}
