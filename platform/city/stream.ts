/** The stream and the durable consumer, made if they are not there. What they promise: docs/city.md. */
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  jetstreamManager,
  type Consumer,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';

import { cityStream } from '#contracts/city.ts';

/** Milliseconds after which what was delivered and not acknowledged is delivered again. */
const redeliverAfterMs = 10_000;
/** Delivered and not yet acknowledged, at most: what a view that is killed gets twice. */
const deliveredAtOnce = 2000;

/** Rejects with whatever NATS threw. */
export async function openStream(connection: NatsConnection): Promise<Consumer> {
  const manager = await jetstreamManager(connection);
  await ensureStream(manager);
  await manager.consumers.add(cityStream.name, {
    durable_name: cityStream.viewConsumer,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(redeliverAfterMs),
    max_ack_pending: deliveredAtOnce,
    max_deliver: -1,
  });
  return manager.jetstream().consumers.get(cityStream.name, cityStream.viewConsumer);
}

/** A stream that is there is left as its operator made it. */
async function ensureStream(manager: JetStreamManager): Promise<void> {
  for await (const name of manager.streams.names()) if (name === cityStream.name) return;
  await manager.streams.add({
    name: cityStream.name,
    subjects: [...cityStream.subjects],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    // A full stream refuses what is new, which then waits in the halls, and drops nothing that is old.
    discard: DiscardPolicy.New,
    max_age: nanos(cityStream.maxAgeMs),
    max_msg_size: cityStream.maxMessageBytes,
    duplicate_window: nanos(cityStream.duplicateWindowMs),
    deny_delete: true,
    deny_purge: true,
  });
}
