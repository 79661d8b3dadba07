/** What Prometheus may ask of a hall server. No label and no value says anything of a person. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { HallOperation } from '#contracts/hall/paths.ts';

import { cityMetrics } from '../city/metrics.ts';
import type { CityPublisherFigures } from '../city/publisher.ts';

export interface HallMetricSources {
  readonly streams: () => ReadonlyMap<string, number>;
  readonly refused: () => ReadonlyMap<string, number>;
  /** The newest event that this server has heard of. */
  readonly sequence: () => number;
  /** Absent: this server publishes nothing to the city. */
  readonly city?: () => CityPublisherFigures;
}

export interface HallMetrics {
  /** `outcome`: `ok` or the failure's code. */
  answered(operation: HallOperation, outcome: string, seconds: number): void;
  readonly contentType: string;
  /** Prometheus' text format. */
  text(): Promise<string>;
}

/** Seconds, around the figures that a number is held to. */
const buckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export function createHallMetrics(sources: HallMetricSources): HallMetrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'yikatong_hall_request_seconds',
    help: 'From a request to its answer, by operation and outcome.',
    labelNames: ['operation', 'outcome'],
    buckets,
    registers,
  });
  const register = (metric: Gauge | Counter): void => registry.registerMetric(metric);
  register(
    new Gauge({
      name: 'yikatong_hall_streams',
      help: 'WebSockets that hear events, by role.',
      labelNames: ['role'],
      registers: [],
      collect() {
        for (const [role, count] of sources.streams()) this.set({ role }, count);
      },
    }),
  );
  register(
    new Gauge({
      name: 'yikatong_hall_sequence',
      help: 'The newest event that this server has heard of.',
      registers: [],
      collect() {
        this.set(sources.sequence());
      },
    }),
  );
  register(
    new Counter({
      name: 'yikatong_hall_refused_total',
      help: 'Requests refused before the hall was asked, by reason.',
      labelNames: ['reason'],
      registers: [],
      collect() {
        this.reset();
        for (const [reason, count] of sources.refused()) this.inc({ reason }, count);
      },
    }),
  );
  if (sources.city !== undefined) cityMetrics(registry, sources.city);
  return {
    answered: (operation, outcome, seconds) => requests.observe({ operation, outcome }, seconds),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
