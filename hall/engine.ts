/**
 * Takes turns on the hall's database: whatever was asked while one turn was under way is done together in the next, in one commit.
 * So a number costs a share of a commit however many kiosks ask at once, and the hall's row, which makes numbers gapless, is
 * locked no longer than that. Each command still succeeds or is refused by itself.
 */
import type { EventBody, HallEvent } from '#contracts/hall/events.ts';
import { fail, type Result } from '#contracts/result.ts';

import { addChanges, isEmpty, noChanges, type Changes, type MutableChanges } from './changes.ts';
import { Draft } from './draft.ts';
import type { Found, Wants } from './found.ts';
import type { HallLoader } from './hall-loader.ts';
import type { HallState } from './hall-state.ts';
import type { AppointmentRecord } from './records.ts';
import { ticketOfAnswer } from './rules/desk.ts';
import type { HallStore } from './store/hall-store.ts';
import { statements, type Statements } from './store/statements.ts';
import type { Database } from './store/tables.ts';
import { write } from './store/write.ts';

/** Commands of one turn: a bound on how long the hall's row is held. */
const commandsAtOnce = 500;

interface Command {
  readonly wants: Wants;
  /** Decides, at once; what it answers is given out when it is durable. */
  readonly decide: (draft: Draft, found: Found) => () => void;
  readonly fail: (failure: Result<never>) => void;
  readonly reject: (error: unknown) => void;
}

/** A command that asks the database in its own words, and has a turn for itself. */
interface Alone {
  readonly decide: (draft: Draft, ask: Statements) => Promise<() => void>;
  readonly fail: (failure: Result<never>) => void;
  readonly reject: (error: unknown) => void;
}

interface Look {
  readonly show: (state: HallState, now: number) => void;
  readonly fail: (failure: Result<never>) => void;
  readonly reject: (error: unknown) => void;
}

export interface EngineOptions {
  readonly store: HallStore;
  /** The hall's name in the tables. */
  readonly hall: string;
  readonly loader: HallLoader;
  /** Hears of every commit of this server. */
  readonly committed: (events: readonly HallEvent[]) => void;
}

export class Engine {
  readonly #options: EngineOptions;
  #state: HallState | null = null;
  #commands: Command[] = [];
  #alone: Alone[] = [];
  #looks: Look[] = [];
  #turning = false;
  #closed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** A rule that needs no more than rows named beforehand. */
  command<T>(wants: Wants, rule: (draft: Draft, found: Found) => Result<T>): Promise<Result<T>> {
    return this.#ask<T>((resolve, reject) =>
      this.#commands.push({
        wants,
        decide: (draft, found) => {
          const answer = rule(draft, found);
          if (!answer.ok) throw new Refused(answer);
          return () => resolve(answer);
        },
        fail: resolve,
        reject,
      }),
    );
  }

  /** A rule that begins something: refused while the disk has only room for what is under way. */
  async begin<T>(...command: Parameters<typeof Engine.prototype.command<T>>): Promise<Result<T>> {
    if (this.#closed) return fail('hall-unavailable');
    const room = this.#options.store.roomToBegin();
    return room.ok ? this.command(...command) : room;
  }

  /** A rule that looks for itself. */
  alone<T>(rule: (draft: Draft, ask: Statements) => Promise<Result<T>>): Promise<Result<T>> {
    return this.#ask<T>((resolve, reject) =>
      this.#alone.push({
        decide: async (draft, ask) => {
          const answer = await rule(draft, ask);
          if (!answer.ok) throw new Refused(answer);
          return () => resolve(answer);
        },
        fail: resolve,
        reject,
      }),
    );
  }

  /** The hall as it is when the look is taken: everything that was acknowledged before, by whichever server, is in it. */
  look<T>(show: (state: HallState, now: number) => Result<T>): Promise<Result<T>> {
    return this.#ask<T>((resolve, reject) =>
      this.#looks.push({ show: (state, now) => resolve(show(state, now)), fail: resolve, reject }),
    );
  }

  /** A question to the tables beside the turns. */
  async query<T>(ask: (statements: Statements) => Promise<T>): Promise<Result<T>> {
    if (this.#closed) return fail('hall-unavailable');
    return this.#options.store.look((database) => ask(statements(database, this.#options.hall)));
  }

  /** One statement that changes nothing of what the rules decide by: a heartbeat, a reader's cursor. */
  async note<T>(work: (statements: Statements) => Promise<T>): Promise<Result<T>> {
    if (this.#closed) return fail('hall-unavailable');
    return this.#options.store.note((database) => work(statements(database, this.#options.hall)));
  }

  close(): void {
    this.#closed = true;
    this.#options.store.close();
    this.#failAll(fail('hall-unavailable'));
  }

  #ask<T>(
    add: (resolve: (answer: Result<T>) => void, reject: (error: unknown) => void) => void,
  ): Promise<Result<T>> {
    if (this.#closed) return Promise.resolve(fail('hall-unavailable'));
    const answer = new Promise<Result<T>>((resolve, reject) => {
      add(resolve, reject);
    });
    if (!this.#turning) void this.#turn();
    return answer;
  }

  /** Runs until nothing is left to do; never rejects. */
  async #turn(): Promise<void> {
    this.#turning = true;
    while (!this.#closed && this.#commands.length + this.#alone.length + this.#looks.length > 0) {
      // What one turn's answers ask for at once belongs into the same next turn.
      await Promise.resolve();
      const looks = this.#looks;
      this.#looks = [];
      const commands = this.#commands.splice(0, commandsAtOnce);
      const alone = this.#alone.shift();
      if (commands.length > 0) await this.#change(commands);
      if (alone !== undefined) await this.#changeAlone(alone);
      if (looks.length > 0) await this.#show(looks);
    }
    this.#turning = false;
    if (this.#closed) this.#failAll(fail('hall-unavailable'));
  }

  #failAll(failure: Result<never>): void {
    for (const one of [...this.#commands, ...this.#alone, ...this.#looks]) one.fail(failure);
    this.#commands = [];
    this.#alone = [];
    this.#looks = [];
  }

  async #change(commands: readonly Command[]): Promise<void> {
    try {
      await this.#commit(commands, async (state, now, database, batch) => {
        const found = await lookUp(statements(database, this.#options.hall), state, batch, commands);
        return commands.map((command) =>
          this.#decided(command, () => {
            const draft = new Draft(state, now);
            const answer = command.decide(draft, found);
            batch.take(draft.changes);
            return answer;
          }),
        );
      });
    } catch (error) {
      // Nothing of the turn was written. What one command broke must not cost the others theirs.
      if (commands.length === 1) commands[0]?.reject(error);
      else for (const command of commands) await this.#change([command]);
    }
  }

  async #changeAlone(alone: Alone): Promise<void> {
    try {
      await this.#commit([alone], async (state, now, database, batch) => {
        const draft = new Draft(state, now);
        try {
          const answer = await alone.decide(draft, statements(database, this.#options.hall));
          batch.take(draft.changes);
          return [answer];
        } catch (error) {
          if (error instanceof Refused) return [() => alone.fail(error.answer)];
          throw error;
        }
      });
    } catch (error) {
      alone.reject(error);
    }
  }

  /** A refusal, or a rule that broke: nothing of it was taken, and the others of the batch go on. */
  #decided(command: Command, decide: () => () => void): () => void {
    try {
      return decide();
    } catch (error) {
      return error instanceof Refused ? () => command.fail(error.answer) : () => command.reject(error);
    }
  }

  /** Throws what a statement or a rule broke by; then nothing was written. */
  async #commit(
    asked: readonly { fail(failure: Result<never>): void }[],
    work: (state: HallState, now: number, database: Database, batch: Batch) => Promise<(() => void)[]>,
  ): Promise<void> {
    const { store, hall, loader } = this.#options;
    const changing = store.change(async (database) => {
      const moment = await store.lock(database, hall);
      const state = await loader.current(this.#state, moment, database);
      this.#state = state;
      const batch = new Batch(state, moment.now);
      const answers = await work(state, moment.now, database, batch);
      if (!isEmpty(batch.changes)) await write(database, { hall, row: state.row, ...batch }, store);
      return { answers, batch };
    });
    const result = await changing.catch((error: unknown) => {
      // What the state took of this turn was not written.
      this.#state = null;
      throw error;
    });
    if (!result.ok) {
      this.#state = null;
      for (const one of asked) one.fail(result);
      return;
    }
    const { answers, batch } = result.value;
    // Another configuration orders the queues anew.
    if (batch.changes.configuration !== null) this.#state = null;
    for (const answer of answers) answer();
    if (batch.events.length > 0) this.#options.committed(batch.events);
  }

  async #show(looks: readonly Look[]): Promise<void> {
    const { store, hall, loader } = this.#options;
    try {
      const seen = await store.peek(hall);
      if (!seen.ok) {
        for (const look of looks) look.fail(seen);
        return;
      }
      let { now } = seen.value;
      const isKnown =
        this.#state !== null && this.#state.seq === seen.value.row?.seq && !this.#state.isOfAnotherDay(now);
      if (!isKnown) {
        // Making the hall, when it is asked for the first time, is a change.
        const caught = await store.change(async (database) => {
          const moment = await store.lock(database, hall);
          this.#state = await loader.current(this.#state, moment, database);
          return moment.now;
        });
        if (!caught.ok) {
          this.#state = null;
          for (const look of looks) look.fail(caught);
          return;
        }
        now = caught.value;
      }
      const state = this.#state;
      for (const look of looks)
        try {
          if (state === null) look.fail(fail('hall-unavailable'));
          else look.show(state, now);
        } catch (error) {
          look.reject(error);
        }
    } catch (error) {
      this.#state = null;
      for (const look of looks) look.reject(error);
    }
  }
}

/** A rule's no, on its way past everything that a yes would do. */
class Refused extends Error {
  readonly answer: Result<never>;

  constructor(answer: Result<never>) {
    super('refused');
    this.answer = answer;
  }
}

/** What the commands of one turn changed together; each sees what the former ones did. */
class Batch {
  readonly changes: MutableChanges = noChanges();
  readonly events: HallEvent[] = [];
  readonly now: number;
  readonly #state: HallState;

  constructor(state: HallState, now: number) {
    this.#state = state;
    this.now = now;
  }

  take(changes: Changes): void {
    const first = this.#state.seq + 1;
    const events = changes.events.map((body: EventBody, index) => ({
      seq: first + index,
      at: this.now,
      body,
    }));
    this.#state.apply(changes, events, this.now);
    addChanges(this.changes, changes);
    this.events.push(...events);
  }
}

/** One question, whatever the number of commands; a second one only where keys are repeated. */
async function lookUp(
  ask: Statements,
  state: HallState,
  batch: Batch,
  commands: readonly Command[],
): Promise<Found> {
  const wanted = (kind: keyof Wants): string[] => [
    ...new Set(commands.flatMap(({ wants }) => wants[kind] ?? [])),
  ];
  const missing = (ids: readonly string[]): string[] => ids.filter((id) => !state.live.has(id));
  const { answers, tickets } = await ask.known(wanted('answers'), missing(wanted('tickets')));
  const named = [...answers.values()].flatMap(({ body }) => ticketOfAnswer(body) ?? []);
  for (const ticket of await ask.tickets(missing(named))) tickets.set(ticket.id, ticket);
  const appointments = new Map<string, AppointmentRecord>();
  for (const id of wanted('appointments')) {
    const appointment = await ask.appointment(id);
    if (appointment !== null) appointments.set(id, appointment);
  }
  return {
    ticket: (id) => batch.changes.tickets.get(id) ?? state.live.get(id) ?? tickets.get(id) ?? null,
    answer: (key) => batch.changes.answers.get(key) ?? answers.get(key) ?? null,
    appointment: (id) => batch.changes.appointments.get(id) ?? appointments.get(id) ?? null,
  };
}
