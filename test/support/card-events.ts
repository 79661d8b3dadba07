/** What a card reader tells, kept in order and waited for with a deadline. */
import type { CardReader, CardReaderEvent, Health } from '#drivers/core/capabilities.ts';

export type ReaderEvent = CardReaderEvent | { readonly type: 'health'; readonly health: Health };

export class CardEvents {
  readonly all: ReaderEvent[] = [];
  #waiting: (() => void)[] = [];

  /** Starts `reader` and keeps what it tells. */
  constructor(reader: CardReader) {
    reader.start((event) => {
      this.all.push(event);
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const look of waiting) look();
    });
  }

  /** Events of the newest generation and their codes: `inserted 3`, `failed 3 card-removed`. */
  get cards(): string[] {
    return this.all.flatMap((event) => {
      switch (event.type) {
        case 'card-inserted':
          return [`inserted ${event.generation}`];
        case 'card-read':
          return [`read ${event.generation}`];
        case 'card-failed':
          return [`failed ${event.generation} ${event.failure.code}`];
        case 'card-removed':
          return [`removed ${event.generation}`];
        case 'health':
          return [];
      }
    });
  }

  get health(): Health | null {
    for (const event of this.all.toReversed()) if (event.type === 'health') return event.health;
    return null;
  }

  /** The first event from `from` on that `accepts` takes, told already or to come. Throws at the deadline. */
  async until(accepts: (event: ReaderEvent) => boolean, from = 0, deadlineMs = 10_000): Promise<ReaderEvent> {
    const end = performance.now() + deadlineMs;
    for (;;) {
      const found = this.all.slice(from).find(accepts);
      if (found !== undefined) return found;
      const left = end - performance.now();
      if (left <= 0)
        throw new Error(`not told within ${deadlineMs} ms; told: ${JSON.stringify(this.all.slice(from))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** The outcome of the newest insertion. */
  async outcome(
    from = 0,
    deadlineMs = 10_000,
  ): Promise<ReaderEvent & { readonly type: 'card-read' | 'card-failed' }> {
    const event = await this.until(
      ({ type }) => type === 'card-read' || type === 'card-failed',
      from,
      deadlineMs,
    );
    if (event.type !== 'card-read' && event.type !== 'card-failed') throw new Error('unreachable');
    return event;
  }
}
