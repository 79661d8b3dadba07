/** What Prometheus may ask of the way to the city. */
import { Gauge, type Registry } from 'prom-client';

import type { CityPublisherFigures } from './publisher.ts';

export function cityMetrics(registry: Registry, figures: () => CityPublisherFigures): void {
  const gauge = (name: string, help: string, value: (now: CityPublisherFigures) => number | null): void => {
    const made = new Gauge({
      name: `yikatong_city_${name}`,
      help,
      registers: [],
      collect() {
        const now = value(figures());
        if (now !== null) this.set(now);
      },
    });
    registry.registerMetric(made);
  };
  gauge('connected', '1 while the hall is connected to NATS.', ({ connected }) => (connected ? 1 : 0));
  gauge('events_behind', 'Events that the city does not have yet.', ({ behind }) => behind);
  gauge('events_published', 'Events acknowledged since the start, without copies.', (now) => now.published);
  gauge('events_repeated', 'Events that the stream had already.', (now) => now.repeated);
  gauge('events_asked_again', 'Events sent again because the city asked.', (now) => now.askedAgain);
  gauge('publish_failures', 'Tries that failed.', (now) => now.failures);
}
