/**
 * Tells the platform how the devices are and what gates noticed, through the outbox: it is durable, counts each message once, and
 * needs no other way out of the station than there is.
 */
import type { Clock } from '#contracts/clock.ts';
import type { DeviceEvent, DeviceState } from '#contracts/devices.ts';
import type { PlatformEvent } from '#contracts/platform-api.ts';

import type { Journal } from './journal/journal.ts';

/** Milliseconds. */
export const reportDelays = {
  /** How long a state must hold: a plug that is loose must not fill the outbox of a station that is cut off for days. */
  settleMs: 10_000,
  /** Between two messages of the same alarm of a gate: a sensor that flutters. */
  sameAlarmMs: 60_000,
} as const;

interface Reported {
  readonly state: DeviceState;
  readonly code: string | null;
}

export class DeviceReports {
  readonly #station: string;
  readonly #journal: Pick<Journal, 'record'>;
  readonly #clock: Clock;
  /** Device -> what the platform was told last. */
  readonly #told = new Map<string, Reported>();
  /** Device -> what is to be told when it has held long enough. */
  readonly #settling = new Map<string, { readonly report: Reported; readonly cancel: () => void }>();
  /** Device and alarm -> when it was told, monotonic milliseconds. */
  readonly #alarms = new Map<string, number>();

  constructor(station: string, journal: Pick<Journal, 'record'>, clock: Clock) {
    this.#station = station;
    this.#journal = journal;
    this.#clock = clock;
  }

  onDevice(event: DeviceEvent): void {
    if (event.type === 'state') this.#onState(event);
    else if (event.type === 'gate-alarm' && event.active) this.#onAlarm(event.device, event.alarm);
  }

  stop(): void {
    for (const { cancel } of this.#settling.values()) cancel();
    this.#settling.clear();
  }

  #onState({ device, state, failure }: Extract<DeviceEvent, { type: 'state' }>): void {
    // Ready and busy alternate with every card.
    const report = { state: state === 'busy' ? 'ready' : state, code: failure?.code ?? null };
    const settling = this.#settling.get(device);
    if (settling !== undefined && same(settling.report, report)) return;
    settling?.cancel();
    this.#settling.delete(device);
    const told = this.#told.get(device);
    if (told === undefined || !same(told, report)) this.#settle(device, report);
  }

  #settle(device: string, report: Reported): void {
    const cancel = this.#clock.after(reportDelays.settleMs, () => {
      this.#settling.delete(device);
      const { state, code } = report;
      if (this.#record('device-state', { device, state, code })) this.#told.set(device, report);
      // The journal reports its own failure; the state is told when it can be written.
      else this.#settle(device, report);
    });
    this.#settling.set(device, { report, cancel });
  }

  #onAlarm(device: string, alarm: string): void {
    const key = `${device} ${alarm}`;
    const now = this.#clock.monotonic();
    if (now - (this.#alarms.get(key) ?? Number.NEGATIVE_INFINITY) < reportDelays.sameAlarmMs) return;
    if (this.#record('gate-alarm', { device, alarm })) this.#alarms.set(key, now);
  }

  #record(topic: 'device-state' | 'gate-alarm', body: PlatformEvent['body']): boolean {
    const at = new Date(this.#clock.now()).toISOString();
    return this.#journal.record({ outbox: { topic, station: this.#station, at, person: null, body } }).ok;
  }
}

function same(left: Reported, right: Reported): boolean {
  return left.state === right.state && left.code === right.code;
}
