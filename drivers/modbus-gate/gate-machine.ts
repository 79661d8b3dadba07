/**
 * What a gate does, without I/O: (state, event) -> state and effects.
 *
 * - Passed means that the passage sensor fired while the opening was open, nothing less.
 * - A gate has one lane: openings of the same direction may be open together and are passed in the order in which
 *   they were asked for; one of the other direction waits until the lane is free, and all after it wait behind it.
 * - Every opening ends once: by an `answer` that refuses it, or by an `answer` that it is open and then a `passage`.
 * - A coil is switched on once for an opening and never again for the same one; it is switched off until the board
 *   has confirmed it. The emergency release outranks everything and keeps both coils on.
 * - Nothing is decided before the sensors have been read. Time comes with the events; deadlines are looked at when
 *   the sensors have been, so that a passage never loses against its own deadline.
 */
import type { Direction, GateAlarm, PassageResult } from '#contracts/devices.ts';
import { ok, type Failure, type Result } from '#contracts/result.ts';

export interface GateTimes {
  /** How long an opening waits for its passage, milliseconds. */
  readonly passageMs: number;
  /** A passage sensor that stays on for so long is stuck, milliseconds. */
  readonly stuckMs: number;
}

interface UnopenOpening {
  readonly id: string;
  readonly direction: Direction;
  /** waiting: no coil was touched; writing: its coil is being written. */
  readonly phase: 'waiting' | 'writing';
}

interface OpenOpening {
  readonly id: string;
  readonly direction: Direction;
  /** The board has confirmed its coil. */
  readonly phase: 'open';
  /** From then on it counts as not used; milliseconds of the events' clock. */
  readonly deadline: number;
}

type Opening = UnopenOpening | OpenOpening;

interface Sensor {
  readonly on: boolean;
  /** Since when it is on. */
  readonly since: number;
  readonly stuck: boolean;
  /** The alarm that it raised by firing without an opening; it ends when the sensor does. */
  readonly intrusion: 'tailgating' | 'reverse' | null;
}

interface Coil {
  /** As last written or read; unknown after a write that failed. */
  readonly is: 'on' | 'off' | 'unknown';
  /** Number of its newest write; the outcome of an older one says nothing any more. 0: none since the link is up. */
  readonly write: number;
}

export interface GateState {
  readonly times: GateTimes;
  /** reading: connected, and nothing is known yet. */
  readonly link: 'away' | 'reading' | 'up';
  /** Why the link is away. */
  readonly cause: Failure;
  readonly sensors: Readonly<Record<Direction, Sensor>>;
  readonly emergency: boolean;
  readonly coils: Readonly<Record<Direction, Coil>>;
  /** In the order in which they were asked for. */
  readonly openings: readonly Opening[];
  /** Direction of the newest opening that was open. */
  readonly lastDirection: Direction | null;
  readonly writes: number;
}

export type GateEvent =
  | { readonly type: 'open-requested'; readonly opening: string; readonly direction: Direction }
  /** Whoever asked for the opening does not wait for it any more. */
  | { readonly type: 'open-aborted'; readonly opening: string }
  | { readonly type: 'link-up' }
  | { readonly type: 'link-lost'; readonly failure: Failure }
  /** What the board says of its coils. */
  | { readonly type: 'coils'; readonly on: Readonly<Record<Direction, boolean>> }
  | {
      readonly type: 'inputs';
      readonly at: number;
      readonly sensors: Readonly<Record<Direction, boolean>>;
      readonly emergency: boolean;
    }
  | {
      readonly type: 'written';
      readonly at: number;
      readonly write: CoilWrite;
      readonly result: Result<void>;
    }
  | { readonly type: 'stopping' };

export interface CoilWrite {
  /** Counts the writes from 1. */
  readonly number: number;
  readonly direction: Direction;
  readonly on: boolean;
  /** The opening that it is for; null for closing and for the emergency release. */
  readonly opening: string | null;
}

export type GateEffect =
  | { readonly type: 'write-coil'; readonly write: CoilWrite }
  | { readonly type: 'answer'; readonly opening: string; readonly result: Result<{ readonly opened: true }> }
  | {
      readonly type: 'passage';
      readonly opening: string;
      readonly direction: Direction;
      readonly result: PassageResult;
    }
  | { readonly type: 'alarm'; readonly alarm: GateAlarm; readonly active: boolean };

const directions = ['in', 'out'] as const satisfies readonly Direction[];
const unknownCoils = { in: { is: 'unknown', write: 0 }, out: { is: 'unknown', write: 0 } } as const;
const alarms = ['tailgating', 'reverse', 'stuck', 'emergency'] as const satisfies readonly GateAlarm[];

export function initialGate(times: GateTimes): GateState {
  const sensor: Sensor = { on: false, since: 0, stuck: false, intrusion: null };
  return {
    times,
    link: 'reading',
    cause: { code: 'port-lost' },
    sensors: { in: sensor, out: sensor },
    emergency: false,
    coils: unknownCoils,
    openings: [],
    lastDirection: null,
    writes: 0,
  };
}

export function transition(
  state: GateState,
  event: GateEvent,
): { readonly state: GateState; readonly effects: readonly GateEffect[] } {
  const step = new Step(state);
  step.take(event);
  step.raiseAlarms(state);
  return { state: step.state, effects: step.effects };
}

export function isAlarmActive(state: GateState, alarm: GateAlarm): boolean {
  if (alarm === 'emergency') return state.emergency;
  if (alarm === 'stuck') return directions.some((direction) => state.sensors[direction].stuck);
  return directions.some((direction) => state.sensors[direction].intrusion === alarm);
}

/** One transition under way: the state so far and what it has caused. */
class Step {
  state: GateState;
  readonly effects: GateEffect[] = [];

  constructor(state: GateState) {
    this.state = state;
  }

  take(event: GateEvent): void {
    switch (event.type) {
      case 'open-requested':
        this.#request(event.opening, event.direction);
        break;
      case 'open-aborted':
        this.#refuse({ code: 'aborted' }, (opening) => opening.id === event.opening);
        this.#settle();
        break;
      case 'link-up':
        this.#set({ link: 'reading' });
        break;
      case 'link-lost':
        this.#refuse(event.failure);
        this.#end('no-answer');
        this.#set({ link: 'away', cause: event.failure, coils: unknownCoils });
        break;
      case 'coils':
        if (this.state.link === 'away') break;
        for (const direction of directions) {
          this.#setCoil(direction, {
            ...this.state.coils[direction],
            is: event.on[direction] ? 'on' : 'off',
          });
        }
        this.#settle();
        break;
      case 'inputs':
        if (this.state.link !== 'away') this.#read(event.at, event.sensors, event.emergency);
        break;
      case 'written':
        this.#written(event);
        break;
      case 'stopping':
        this.#refuse({ code: 'aborted' });
        this.#end('no-answer');
        this.#settle();
        this.#set({ link: 'away', cause: { code: 'aborted' } });
        break;
    }
  }

  raiseAlarms(before: GateState): void {
    for (const alarm of alarms) {
      const active = isAlarmActive(this.state, alarm);
      if (active !== isAlarmActive(before, alarm)) this.effects.push({ type: 'alarm', alarm, active });
    }
  }

  #set(changes: Partial<GateState>): void {
    this.state = { ...this.state, ...changes };
  }

  #setCoil(direction: Direction, coil: Coil): void {
    this.#set({ coils: { ...this.state.coils, [direction]: coil } });
  }

  #answer(opening: string, result: Result<{ readonly opened: true }>): void {
    this.effects.push({ type: 'answer', opening, result });
  }

  #request(id: string, direction: Direction): void {
    if (this.state.link === 'away') {
      this.#answer(id, { ok: false, error: this.state.cause });
      return;
    }
    this.#set({ openings: [...this.state.openings, { id, direction, phase: 'waiting' }] });
    this.#settle();
  }

  /** Refuses those that are not open yet. */
  #refuse(failure: Failure, which: (opening: Opening) => boolean = () => true): void {
    for (const opening of this.state.openings.filter((one) => one.phase !== 'open' && which(one))) {
      this.#remove(opening);
      this.#answer(opening.id, { ok: false, error: failure });
    }
  }

  /** Ends those that are open. */
  #end(result: PassageResult, which: (opening: OpenOpening) => boolean = () => true): void {
    for (const opening of this.state.openings.filter((one) => one.phase === 'open').filter(which)) {
      this.#remove(opening);
      const { id, direction } = opening;
      this.effects.push({ type: 'passage', opening: id, direction, result });
    }
  }

  #remove(opening: Opening): void {
    this.#set({ openings: this.state.openings.filter((one) => one !== opening) });
  }

  #read(at: number, sensors: Readonly<Record<Direction, boolean>>, emergency: boolean): void {
    // The first reading is where counting starts from: what is on then has not fired for anybody.
    const counting = this.state.link === 'up' && !this.state.emergency && !emergency;
    const fired: Direction[] = [];
    for (const direction of directions) {
      const was = this.state.sensors[direction];
      const on = sensors[direction];
      if (on && !was.on && counting) fired.push(direction);
      const since = was.on && this.state.link === 'up' ? was.since : at;
      this.#setSensor(direction, {
        on,
        since,
        stuck: on && (was.stuck || at - since >= this.state.times.stuckMs),
        intrusion: on ? was.intrusion : null,
      });
    }
    this.#set({ link: 'up', emergency });
    if (emergency) {
      this.#refuse({ code: 'gate-emergency' });
      this.#end('emergency');
    }
    for (const direction of fired) this.#passed(direction);
    this.#end('not-used', (opening) => at >= opening.deadline);
    this.#settle();
  }

  #setSensor(direction: Direction, sensor: Sensor): void {
    this.#set({ sensors: { ...this.state.sensors, [direction]: sensor } });
  }

  #passed(direction: Direction): void {
    const open = this.state.openings.find((opening) => opening.phase === 'open');
    if (open?.direction === direction) {
      this.#end('passed', (opening) => opening === open);
      return;
    }
    // Somebody who came the way that was opened last came behind another person, else against the way.
    const way = open?.direction ?? this.state.lastDirection ?? direction;
    const intrusion = way === direction ? 'tailgating' : 'reverse';
    this.#setSensor(direction, { ...this.state.sensors[direction], intrusion });
  }

  #written({ at, write, result }: Extract<GateEvent, { type: 'written' }>): void {
    const coil = this.state.coils[write.direction];
    if (coil.write === write.number) {
      this.#setCoil(write.direction, { ...coil, is: result.ok ? (write.on ? 'on' : 'off') : 'unknown' });
    }
    const opening = this.state.openings.find((one) => one.id === write.opening && one.phase === 'writing');
    if (opening !== undefined && result.ok) {
      const { id, direction } = opening;
      const open: Opening = { id, direction, phase: 'open', deadline: at + this.state.times.passageMs };
      this.#replace(opening, open);
      this.#set({ lastDirection: direction });
      this.#answer(id, ok({ opened: true }));
    }
    if (opening !== undefined && !result.ok) this.#refuse(result.error, (one) => one === opening);
    // A failed closing or release is tried again after the next reading, not at once: the board may be gone.
    if (result.ok || opening !== undefined) this.#settle();
  }

  #replace(opening: Opening, by: Opening): void {
    this.#set({ openings: this.state.openings.map((one) => (one === opening ? by : one)) });
  }

  /** Brings openings and coils to what they should be now. */
  #settle(): void {
    if (this.state.link !== 'up') return;
    const { emergency, sensors } = this.state;
    this.#refuse({ code: 'gate-stuck' }, (one) => one.phase === 'waiting' && sensors[one.direction].stuck);
    if (emergency) this.#refuse({ code: 'gate-emergency' }, (one) => one.phase === 'waiting');
    this.#closeOrRelease();
    this.#startWaiting();
  }

  #closeOrRelease(): void {
    for (const direction of directions) {
      const wanted = this.state.openings.some(
        (one) => one.direction === direction && one.phase !== 'waiting',
      );
      const { is } = this.state.coils[direction];
      if (this.state.emergency && is !== 'on') this.#write(direction, true, null);
      else if (!this.state.emergency && !wanted && is !== 'off') this.#write(direction, false, null);
    }
  }

  #startWaiting(): void {
    for (const opening of this.state.openings) {
      if (opening.phase !== 'waiting') continue;
      const lane = this.state.openings.find((one) => one.phase !== 'waiting');
      if (lane !== undefined && lane.direction !== opening.direction) return;
      this.#replace(opening, { ...opening, phase: 'writing' });
      this.#write(opening.direction, true, opening.id);
    }
  }

  #write(direction: Direction, on: boolean, opening: string | null): void {
    const number = this.state.writes + 1;
    this.#set({ writes: number });
    this.#setCoil(direction, { is: on ? 'on' : 'off', write: number });
    this.effects.push({ type: 'write-coil', write: { number, direction, on, opening } });
  }
}
