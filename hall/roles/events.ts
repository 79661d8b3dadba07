/** Events and the cursors of their readers. */
import type { HallCursors, HallEvents } from '#contracts/hall/events.ts';
import { ok } from '#contracts/result.ts';

import type { Engine } from '../engine.ts';
import type { Follower } from '../follower.ts';

export function hallEvents(engine: Engine, follower: Follower): HallEvents & HallCursors {
  return {
    eventsSince: (seq, limit) =>
      engine.query((ask) => ask.eventsSince(seq, Math.max(1, Math.min(1000, limit)))),
    sequence: () => engine.look((state) => ok(state.seq)),
    watch: (heard, signal) => follower.watch(heard, signal),
    cursor: (name) => engine.query((ask) => ask.cursor(name)),
    moveCursor: (name, seq) => engine.note((ask) => ask.moveCursor(name, seq)),
  };
}
