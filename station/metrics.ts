/** What Prometheus may ask of a station. No label and no value says anything of a person. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { Counter, Gauge, Histogram, Registry } from 'prom-client';

import { deviceStateSchema } from '#contracts/devices.ts';
import type { DeviceStatus } from '#contracts/technician.ts';

/** What the station looks up only when it is asked. */
export interface MetricSources {
  readonly devices: () => readonly DeviceStatus[];
  readonly deviceHostRestarts: () => number;
  /** Outbox entries not yet acknowledged. */
  readonly outbox: () => number;
  readonly platformReachable: () => boolean;
  readonly pages: () => Readonly<Record<string, number>>;
  /** Each adds its own. */
  readonly more: readonly ((registry: Registry) => void)[];
}

export interface Metrics {
  /** `face`: its id; `reason` as in the log event session-ended. */
  sessionEnded(face: string, reason: string): void;
  /** `outcome`: `ok` or the failure's code. */
  identified(credential: string, outcome: string, seconds: number): void;
  passage(result: string): void;
  numberGiven(business: string): void;
  printed(result: string): void;
  /** Prometheus' text format. */
  text(): Promise<string>;
  close(): void;
}

/** Seconds, around the figures that identification is held to. */
const identifyBuckets = [0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
    new Counter({ name: `yikatong_${name}`, help, labelNames: [...labelNames], registers });
  const gauge = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    collect: (this: Gauge<L>) => void,
  ): Gauge<L> =>
    new Gauge({ name: `yikatong_${name}`, help, labelNames: [...labelNames], registers, collect });

  const sessions = counter('sessions_total', 'Sessions ended, by face and reason.', ['face', 'reason']);
  const passages = counter('passages_total', 'Openings of the gate, by how they ended.', ['result']);
  const numbers = counter('numbers_total', 'Numbers given, by business.', ['business']);
  const prints = counter('prints_total', 'Tickets sent to a printer, by what was proved.', ['result']);
  const identify = new Histogram({
    name: 'yikatong_identify_seconds',
    help: 'From the read credential to the person or the failure.',
    labelNames: ['credential', 'outcome'],
    buckets: identifyBuckets,
    registers,
  });
  const loopDelay = monitorEventLoopDelay({ resolution: 50 });
  loopDelay.enable();

  gauge(
    'device_state',
    '1 for the state that a device is in.',
    ['device', 'driver', 'state'],
    function collect() {
      for (const { id, driver, state: current } of sources.devices()) {
        for (const state of deviceStateSchema.options) {
          this.set({ device: id, driver, state }, state === current ? 1 : 0);
        }
      }
    },
  );
  gauge(
    'device_host_restarts',
    'Restarts of the device host since the station started.',
    [],
    function collect() {
      this.set(sources.deviceHostRestarts());
    },
  );
  gauge('outbox_entries', 'Entries that the platform has not acknowledged yet.', [], function collect() {
    this.set(sources.outbox());
  });
  gauge('platform_reachable', '1 while the platform answers.', [], function collect() {
    this.set(sources.platformReachable() ? 1 : 0);
  });
  gauge('pages', 'Connected pages, by role.', ['role'], function collect() {
    for (const [role, count] of Object.entries(sources.pages())) this.set({ role }, count);
  });
  gauge(
    'event_loop_delay_seconds',
    'How late timers ran since the last question.',
    ['quantile'],
    function collect() {
      for (const quantile of [50, 99]) {
        this.set({ quantile: String(quantile / 100) }, loopDelay.percentile(quantile) / 1e9);
      }
      loopDelay.reset();
    },
  );
  gauge('resident_memory_bytes', "The station process's memory.", [], function collect() {
    this.set(process.memoryUsage.rss());
  });
  gauge('processor_seconds', "The station process's processor time.", [], function collect() {
    const { user, system } = process.cpuUsage();
    this.set((user + system) / 1e6);
  });
  for (const add of sources.more) add(registry);

  return {
    sessionEnded: (face, reason) => sessions.inc({ face, reason }),
    identified: (credential, outcome, seconds) => identify.observe({ credential, outcome }, seconds),
    passage: (result) => passages.inc({ result }),
    numberGiven: (business) => numbers.inc({ business }),
    printed: (result) => prints.inc({ result }),
    text: () => registry.metrics(),
    close: () => loopDelay.disable(),
  };
}
