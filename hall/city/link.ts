/** A hall's connection to the city's stream. */
import { jetstream } from '@nats-io/jetstream';

import {
  againSchema,
  againSubject,
  cityStream,
  eventsSubject,
  inboxOf,
  type Again,
  type HallAddress,
} from '#contracts/city.ts';
import { ok, type Result } from '#contracts/result.ts';
import { connectToNats, type NatsTrouble } from '../../messaging/connect.ts';

export interface CityLink {
  /**
   * Resolves when the stream holds the message: true where it had it already. Rejects with whatever NATS threw where that is
   * refused or not known.
   */
  publish(id: string, message: string): Promise<boolean>;
  /** Called with each question of the city for events that it misses. Every server of a hall gets it: copies are dropped. */
  onAgain(heard: (again: Again) => void): void;
  /** Resolves once the connection is gone, whoever ended it. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

export type DialCity = () => Promise<Result<CityLink, NatsTrouble>>;

export interface CityAddress {
  readonly url: string;
  readonly credentialsFile: string | null;
  readonly hall: HallAddress;
}

/** Within which the stream must have acknowledged a message, milliseconds. */
const acknowledgedWithinMs = 10_000;

export async function dialCity({
  url,
  credentialsFile,
  hall,
}: CityAddress): Promise<Result<CityLink, NatsTrouble>> {
  const name = `hall ${hall.region}/${hall.hall}`;
  const connected = await connectToNats({ url, credentialsFile, name, inbox: inboxOf(hall) });
  if (!connected.ok) return connected;
  const connection = connected.value;
  const stream = jetstream(connection, { timeout: acknowledgedWithinMs });
  const subject = eventsSubject(hall);
  return ok({
    async publish(id, message) {
      // Another stream that took the subject for itself would acknowledge as well.
      const expect = { streamName: cityStream.name };
      const { duplicate } = await stream.publish(subject, message, { msgID: id, expect });
      return duplicate;
    },
    onAgain: (heard) => {
      if (connection.isClosed()) return;
      connection.subscribe(againSubject(hall), {
        callback: (error, message) => {
          if (error !== null) return;
          const again = againSchema.safeParse(parsed(message.string()));
          if (again.success) heard(again.data);
        },
      });
    },
    closed: connection.closed().then(() => undefined),
    close: () => connection.close(),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
