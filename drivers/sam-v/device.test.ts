import { afterEach, describe, expect, it } from '@jest/globals';

import type { IdentityCardContent, Misbehaviour } from '#contracts/emulators.ts';
import type { CardReaderEvent, Health } from '#drivers/core/capabilities.ts';
import type { TraceLine } from '#drivers/core/trace.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';
import { Socket } from '#test/support/cable.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';
import {
  citizenCard,
  foreignerCard,
  hmtPermitCard,
  otherCitizenCard,
  unpublishedCard,
} from '#test/support/identity-cards.ts';

import { buildAnswer, sw } from './codec.ts';
import { samVDelays, SamVReader } from './device.ts';
import { SamVEmulator } from './emulator.ts';

type ReaderEvent = CardReaderEvent | { readonly type: 'health'; readonly health: Health };

const readers: SamVReader[] = [];
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.stop()));
});

interface SetUpOptions {
  readonly pieces?: readonly number[];
  readonly refusesSecondFind?: boolean;
  readonly spy?: (transport: ByteTransport) => ByteTransport;
}

function setUp({ pieces = [], refusesSecondFind = false, spy = (far) => far }: SetUpOptions = {}) {
  const clock = new HandClock();
  const emulator = new SamVEmulator({ device: 'plate', clock, refusesSecondFind });
  const socket = new Socket((far) => emulator.connect(spy(far)), { pieces });
  const trace: TraceLine[] = [];
  const reader = new SamVReader({ open: socket.open, clock, trace: (line) => trace.push(line) });
  readers.push(reader);
  const events: ReaderEvent[] = [];
  reader.start((event) => events.push(event));
  return {
    clock,
    emulator,
    socket,
    trace,
    reader,
    events,
    put: (card: IdentityCardContent) =>
      emulator.command({ action: 'put-identity-card', device: 'plate', card }),
    lift: () => emulator.command({ action: 'lift-identity-card', device: 'plate' }),
    misbehave: (misbehaviour: Misbehaviour | null) =>
      emulator.command({ action: 'misbehave', device: 'plate', misbehaviour }),
    /** Turns the clock by the longest look. */
    look: () => clock.turn(samVDelays.presencePeriodMs),
  };
}

function told(events: readonly ReaderEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.type === 'health') return [];
    const failure = event.type === 'card-failed' ? ` ${event.failure.code}` : '';
    return [`${event.generation} ${event.type}${failure}`];
  });
}

function health(events: readonly ReaderEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.type !== 'health') return [];
    const cause = event.health.state === 'failing' ? ` ${event.health.failure.code}` : '';
    return [event.health.state + cause];
  });
}

describe('a reader', () => {
  it('is ready once its SAM has said who it is', async () => {
    const { clock, events } = setUp();
    await clock.turn(0);
    expect(health(events)).toEqual(['absent', 'present', 'ready']);
    expect(events.at(-1)).toMatchObject({ health: { name: 'SAM 05.01-20260101-0000000001-0000000002' } });
  });

  it.each([citizenCard, otherCitizenCard, hmtPermitCard, foreignerCard])('reads $layout', async (card) => {
    const { events, put, look } = setUp();
    put(card);
    await look();
    expect(told(events)).toEqual(['1 card-inserted', '1 card-read']);
    expect(events.find((event) => event.type === 'card-read')).toMatchObject({
      card: { ...card, kind: 'identity-card', samId: '05.01-20260101-0000000001-0000000002' },
    });
    expect(health(events)).toEqual(['absent', 'present', 'ready', 'busy', 'ready']);
  });

  it('reads the same out of single bytes and odd pieces', async () => {
    const { events, put, look } = setUp({ pieces: [1, 7, 300, 2] });
    put(citizenCard);
    await look();
    expect(told(events)).toEqual(['1 card-inserted', '1 card-read']);
  });

  it('notices a card within 100 ms of its being put', async () => {
    const { clock, events, put } = setUp();
    await clock.turn(1000);
    put(citizenCard);
    await clock.turn(100);
    expect(told(events)).toEqual(['1 card-inserted', '1 card-read']);
  });

  it('says that a layout is not supported', async () => {
    const { events, put, look } = setUp();
    put(unpublishedCard);
    await look();
    await look();
    expect(told(events)).toEqual(['1 card-inserted', '1 card-failed identity-card-unsupported']);
  });

  it('tells the technician its SAM id', async () => {
    const { clock, reader } = setUp();
    await clock.turn(0);
    const tested = reader.test(new AbortController().signal);
    await settled();
    expect(await tested).toEqual({ ok: true, value: 'SAM 05.01-20260101-0000000001-0000000002' });
  });

  it('leaves no timer behind when stopped', async () => {
    const { clock, reader } = setUp();
    await clock.turn(50);
    await reader.stop();
    expect(clock.pending).toBe(0);
  });
});

describe.each([false, true])('removal, with cards that refuse a second find: %s', (refusesSecondFind) => {
  it('is noticed, and the card put again is a new insertion', async () => {
    const { events, put, lift, look } = setUp({ refusesSecondFind });
    put(citizenCard);
    await look();
    await look();
    await look();
    expect(told(events)).toEqual(['1 card-inserted', '1 card-read']);
    lift();
    await look();
    expect(told(events).slice(2)).toEqual(['1 card-removed']);
    put(citizenCard);
    await look();
    expect(told(events).slice(3)).toEqual(['2 card-inserted', '2 card-read']);
  });

  it('between two looks, with another card put in its place, is not missed', async () => {
    const { events, put, look } = setUp({ refusesSecondFind });
    put(citizenCard);
    await look();
    put(otherCitizenCard);
    await look();
    expect(told(events).slice(2)).toEqual(['1 card-removed', '2 card-inserted', '2 card-read']);
    expect(events.findLast((event) => event.type === 'card-read')).toMatchObject({
      card: { number: otherCitizenCard.number },
    });
  });

  it.each([1, 2])('after exchange %i of the reading is "taken too early"', async (afterExchanges) => {
    const { clock, events, put, misbehave, look } = setUp({ refusesSecondFind });
    await clock.turn(0);
    misbehave({ kind: 'pull', afterExchanges });
    put(citizenCard);
    await look();
    await look();
    expect(told(events)).toEqual(['1 card-inserted', '1 card-failed card-removed', '1 card-removed']);
  });
});

describe('a reader that misbehaves', () => {
  it('and fails to read says so once, and reads when the card is put straight', async () => {
    const { events, put, look, emulator } = setUp({
      // A card held askew: it is found and selected, and cannot be read.
      spy: (far) => ({
        name: far.name,
        onData: (listener) => far.onData(listener),
        onClose: (listener) => far.onClose(listener),
        close: () => far.close(),
        write: (bytes) => far.write(bytes.length > 1000 && askew ? buildAnswer(sw.readFailed) : bytes),
      }),
    });
    let askew = true;
    put(citizenCard);
    await look();
    await look();
    expect(told(events)).toEqual(['1 card-inserted', '1 card-failed identity-card-unreadable']);
    askew = false;
    await look();
    expect(told(events).slice(2)).toEqual(['1 card-removed', '2 card-inserted', '2 card-read']);
    expect(emulator.state()).toMatchObject({ cardIn: true });
  });

  it('and fails to select once although the card is there, selects again', async () => {
    let failures = 1;
    const selected = buildAnswer(sw.ok, new Uint8Array(8)).length;
    const { events, put, look } = setUp({
      spy: (far) => ({
        name: far.name,
        onData: (listener) => far.onData(listener),
        onClose: (listener) => far.onClose(listener),
        close: () => far.close(),
        write: (bytes) => {
          const fails = bytes.length === selected && failures > 0;
          if (fails) failures -= 1;
          return far.write(fails ? buildAnswer(sw.selectFailed) : bytes);
        },
      }),
    });
    put(citizenCard);
    await look();
    expect(failures).toBe(0);
    expect(told(events)).toEqual(['1 card-inserted', '1 card-read']);
  });

  it('late but within the deadline is waited for', async () => {
    const { clock, events, put, misbehave } = setUp();
    await clock.turn(0);
    misbehave({ kind: 'delay', ms: 500, times: null });
    put(citizenCard);
    await clock.turn(4000);
    expect(told(events)).toEqual(['1 card-inserted', '1 card-read']);
    expect(health(events)).toEqual(['absent', 'present', 'ready', 'busy', 'ready']);
  });

  it('whose answer comes after the deadline: the late answer is not taken for the next one', async () => {
    const { clock, events, put, misbehave, trace } = setUp();
    await clock.turn(0);
    misbehave({ kind: 'delay', ms: samVDelays.commandMs + 100, times: 1 });
    put(citizenCard);
    await clock.turn(5000);
    expect(told(events)).toEqual(['1 card-inserted', '1 card-read']);
    expect(trace.some((line) => line.meaning.startsWith('passed over'))).toBe(true);
  });

  it('that falls silent is "no answer", is opened again, and is ready when it speaks again', async () => {
    const { clock, events, misbehave, socket } = setUp();
    await clock.turn(0);
    misbehave({ kind: 'silent', times: null });
    await clock.turn(2 * samVDelays.commandMs + samVDelays.findPeriodMs);
    expect(health(events).at(-1)).toBe('failing device-no-answer');
    misbehave(null);
    await clock.turn(samVDelays.reconnect.firstMs);
    expect(health(events).at(-1)).toBe('ready');
    expect(socket.attempts).toBe(2);
  });

  it('backs off while it stays silent', async () => {
    const { clock, misbehave, socket } = setUp();
    await clock.turn(0);
    misbehave({ kind: 'silent', times: null });
    await clock.turn(60_000);
    const attempts = socket.attempts;
    await clock.turn(60_000);
    // Every further attempt: two unanswered requests and the longest wait.
    const { commandMs, commandAttempts, reconnect } = samVDelays;
    expect(socket.attempts - attempts).toBe(
      Math.round(60_000 / (commandMs * commandAttempts + reconnect.longestMs)),
    );
  });

  it.each(['garble', 'half-answer'] as const)('with %s answers once is asked again', async (kind) => {
    const { clock, events, put, misbehave } = setUp();
    await clock.turn(0);
    misbehave({ kind, times: 1 });
    put(citizenCard);
    await clock.turn(4000);
    expect(told(events)).toEqual(['1 card-inserted', '1 card-read']);
    expect(health(events)).not.toContain('failing device-garbled');
  });

  it.each(['garble', 'half-answer'] as const)('with %s answers for good is "garbled"', async (kind) => {
    const { clock, events, misbehave } = setUp();
    await clock.turn(0);
    misbehave({ kind, times: null });
    await clock.turn(2 * samVDelays.commandMs + samVDelays.findPeriodMs);
    expect(health(events).at(-1)).toBe('failing device-garbled');
  });

  it('whose SAM refuses says so', async () => {
    const { clock, events, misbehave } = setUp();
    misbehave({ kind: 'refuse', times: null });
    await clock.turn(0);
    expect(health(events)).toEqual(['absent', 'present', 'failing sam-refused']);
    expect(events.at(-1)).toMatchObject({ health: { failure: { detail: 'SW 000066: unlicensed' } } });
    misbehave(null);
    await clock.turn(samVDelays.reconnect.firstMs);
    expect(health(events).at(-1)).toBe('ready');
  });

  it('that speaks unasked and garbled says what was thrown away, and reads on', async () => {
    let far: ByteTransport | null = null;
    const { clock, events, put, look, trace } = setUp({
      spy: (transport) => {
        far = transport;
        return transport;
      },
    });
    await clock.turn(0);
    await (far as ByteTransport | null)?.write(Uint8Array.of(1, 2, 3, 0xaa, 0xaa));
    await (far as ByteTransport | null)?.write(buildAnswer(sw.found));
    put(citizenCard);
    await look();
    expect(told(events)).toEqual(['1 card-inserted', '1 card-read']);
    expect(trace).toContainEqual({
      direction: 'note',
      hex: '',
      meaning: 'threw away 3 bytes to find the next frame',
    });
  });
});

describe('a cable', () => {
  it('that is not there is waited for', async () => {
    const { clock, events, socket, reader } = setUp();
    socket.present = false;
    socket.pull();
    await clock.turn(samVDelays.reconnect.firstMs);
    expect(health(events).at(-1)).toBe('failing port-unavailable');
    expect(await reader.test(new AbortController().signal)).toMatchObject({
      error: { code: 'port-unavailable' },
    });
    socket.present = true;
    await clock.turn(samVDelays.reconnect.longestMs);
    expect(health(events).at(-1)).toBe('ready');
  });

  it('pulled in mid-read ends the insertion; plugged in again, the card is read as a new one', async () => {
    const { clock, events, put, emulator, misbehave } = setUp();
    await clock.turn(0);
    misbehave({ kind: 'delay', ms: 300, times: null });
    put(citizenCard);
    await clock.turn(500);
    expect(told(events)).toEqual(['1 card-inserted']);
    emulator.command({ action: 'unplug', device: 'plate' });
    await clock.turn(0);
    expect(told(events).slice(1)).toEqual(['1 card-failed port-lost', '1 card-removed']);
    expect(health(events).at(-1)).toBe('failing port-lost');
    misbehave(null);
    emulator.command({ action: 'plug', device: 'plate' });
    await clock.turn(samVDelays.reconnect.longestMs);
    expect(told(events).slice(3)).toEqual(['2 card-inserted', '2 card-read']);
  });
});

describe('the trace', () => {
  it('holds no byte of the card', async () => {
    const { trace, put, look, clock } = setUp();
    put(citizenCard);
    await look();
    await clock.turn(1000);
    const base = trace.filter((line) => line.meaning === 'SW 000090: ok, 1284 bytes');
    expect(base.length).toBeGreaterThan(0);
    for (const line of base) expect(line.hex).toBe('AAAAAA9669050800009001000400');
    const everything = trace.map((line) => line.hex + line.meaning).join(' ');
    const name = Buffer.from(citizenCard.name, 'utf16le').toString('hex').toUpperCase();
    expect(everything).not.toContain(name);
  });

  it('says once that the field is empty', async () => {
    const { trace, clock } = setUp();
    await clock.turn(5000);
    expect(trace.filter((line) => line.meaning === 'find card')).toHaveLength(1);
  });
});
