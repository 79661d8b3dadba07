/** What the technician's page is told, kept up to date. */
import type { TechnicianView } from '#contracts/technician.ts';
import type { Failure } from '#contracts/result.ts';
import type { DeviceHostClient } from './device-host/client.ts';
import { Watched } from './watched.ts';

export interface TechnicianSources {
  readonly version: string;
  readonly station: string;
  /** IANA name, as the hall has it now. */
  readonly timeZone: () => string;
  readonly devices: DeviceHostClient;
  readonly platform: () => { readonly state: 'reachable' | 'away'; readonly since: number };
  /** Outbox entries not yet acknowledged. */
  readonly outbox: () => number;
  readonly storeFailure: () => Failure | null;
  readonly now: () => number;
}

export class TechnicianBoard {
  readonly #sources: TechnicianSources;
  readonly view: Watched<TechnicianView>;
  /** Since when, by face. */
  readonly #calls = new Map<string, number>();

  constructor(sources: TechnicianSources) {
    this.#sources = sources;
    this.view = new Watched(this.#now());
  }

  /** Somebody at `face` wants staff, or not any more. */
  call(face: string, wanted: boolean): void {
    if (wanted) this.#calls.set(face, this.#sources.now());
    else this.#calls.delete(face);
    this.refresh();
  }

  refresh(): void {
    this.view.set(this.#now());
  }

  #now(): TechnicianView {
    const { version, station, timeZone, devices, platform, outbox, storeFailure } = this.#sources;
    return {
      version,
      station,
      timeZone: timeZone(),
      devices: devices.statuses(),
      deviceHost: devices.process,
      platform: { ...platform(), outbox: outbox() },
      store: { failure: storeFailure() },
      calls: [...this.#calls].map(([face, since]) => ({ face, since })),
    };
  }
}
