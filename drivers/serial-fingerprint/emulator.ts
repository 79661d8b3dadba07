/** A fingerprint module to lay fingers on, with all commands of the codec; misbehaves as it is told. */
import type { Clock } from '#contracts/clock.ts';
import type { EmulatorCommand, EmulatorState } from '#contracts/emulators.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { EmulatorWire } from '#drivers/core/emulator-wire.ts';
import type { Emulator } from '#drivers/core/emulator.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';

import { buildAnswer, parseCommand, status, type Command } from './codec.ts';
import { capture, compare, strangersTemplate } from './emulator-fingers.ts';
import { buildData, buildPacket, concat, PacketParser, type Packet } from './packets.ts';

interface FingerprintEmulatorOptions {
  readonly device: string;
  readonly clock: Clock;
  readonly address?: number;
  /** 0 as it comes from the factory: nothing has to be unlocked. */
  readonly password?: number;
  /** As ReadSysPara says it: data packets of 32 bytes shifted left by this. */
  readonly packetSize?: 0 | 1 | 2 | 3;
}

interface Finger {
  readonly template: Uint8Array;
  readonly quality: 'good' | 'smudge';
}

/** What the module loses with its power. */
interface Memory {
  picture: Finger | null;
  readonly buffers: Map<number, Uint8Array>;
  unlocked: boolean;
  /** Data that a DownChar announced; `spoiled`: a packet of it did not come whole. */
  load: { readonly buffer: number; readonly parts: Uint8Array[]; spoiled: boolean } | null;
}

const libraryPages = 200;
const system = 0x0009;
const security = 3;
/** 57600 in units of 9600. */
const baud = 6;
/** Bits of the status register. */
const register = { unlocked: 0x04, picture: 0x08 } as const;

export class FingerprintEmulator implements Emulator {
  readonly #device: string;
  readonly #address: number;
  readonly #password: number;
  readonly #packetSize: number;
  readonly #wire: EmulatorWire;
  readonly #library = new Map<number, Uint8Array>();
  #memory = emptyMemory();
  #finger: Finger | null = null;
  #captures = 0;
  #changed: () => void = () => undefined;

  constructor(options: FingerprintEmulatorOptions) {
    const { device, clock, address = 0xffffffff, password = 0, packetSize = 2 } = options;
    this.#device = device;
    this.#address = address;
    this.#password = password;
    this.#packetSize = packetSize;
    this.#wire = new EmulatorWire(clock, () => this.#afterChange());
  }

  connect(transport: ByteTransport): void {
    const parser = new PacketParser();
    this.#wire.connect(transport, (bytes) => {
      for (const parsed of parser.push(bytes)) {
        if (parsed.type === 'packet') this.#take(parsed.packet);
        else if (this.#memory.load !== null) this.#memory.load.spoiled = true;
      }
    });
  }

  command(command: EmulatorCommand): Result<void> {
    if (command.action === 'put-finger') {
      const { template, quality } = command;
      this.#finger = {
        template: template === null ? strangersTemplate() : Buffer.from(template, 'base64'),
        quality,
      };
    } else if (command.action === 'lift-finger') this.#finger = null;
    else if (!this.#wire.command(command))
      return fail('not-permitted', `a fingerprint reader has no ${command.action}`);
    this.#afterChange();
    return ok(undefined);
  }

  state(): Extract<EmulatorState, { kind: 'fingerprint-reader' }> {
    const { plugged, misbehaviour } = this.#wire;
    const fingerOn = this.#finger !== null;
    return { kind: 'fingerprint-reader', device: this.#device, plugged, misbehaviour, fingerOn };
  }

  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  /** What its buffers hold, for tests. */
  get buffers(): readonly Uint8Array[] {
    return [...this.#memory.buffers.values()];
  }

  /** Whether it still has a finger's picture. */
  get hasPicture(): boolean {
    return this.#memory.picture !== null;
  }

  #afterChange(): void {
    if (!this.#wire.plugged) this.#memory = emptyMemory();
    this.#changed();
  }

  /** Packets for another address are not for this module. */
  #take({ address, kind, payload }: Packet): void {
    if (address !== this.#address) return;
    if (kind === 'data' || kind === 'end-of-data') {
      this.#load(payload, kind === 'end-of-data');
      return;
    }
    if (kind !== 'command') return;
    const command = parseCommand(payload);
    this.#wire.exchange({
      answer: () => (command === null ? this.#say(status.packet) : this.#answer(command)),
      refusal: () => this.#say(status.password),
    });
  }

  #load(part: Uint8Array, isLast: boolean): void {
    const { load, buffers } = this.#memory;
    if (load === null) return;
    load.parts.push(part);
    if (!isLast) return;
    this.#memory.load = null;
    if (load.spoiled) this.#wire.say(this.#say(status.receive));
    else buffers.set(load.buffer, concat(load.parts));
  }

  #answer(command: Command): Uint8Array {
    const memory = this.#memory;
    // Whoever asks for something else has given the data up.
    memory.load = null;
    if (command.name !== 'VfyPwd' && this.#password !== 0 && !memory.unlocked)
      return this.#say(status.password);
    switch (command.name) {
      case 'GetImage':
        memory.picture = this.#finger;
        return this.#say(memory.picture === null ? status.noFinger : status.ok);
      case 'GenChar':
        return this.#generate(command.asks.buffer);
      case 'Match': {
        const [first, second] = [memory.buffers.get(1), memory.buffers.get(2)];
        if (first === undefined || second === undefined) return this.#say(status.noMatch, 0, 0);
        const { score, same } = compare(first, second);
        if (same) return this.#acknowledge(buildAnswer('Match', { score }));
        return this.#say(status.noMatch, score >> 8, score & 0xff);
      }
      case 'Search':
        return this.#search(command.asks);
      case 'RegModel': {
        const [first, second] = [memory.buffers.get(1), memory.buffers.get(2)];
        if (first === undefined || second === undefined || !compare(first, second).same)
          return this.#say(status.mergeFailed);
        memory.buffers.set(2, first);
        return this.#say(status.ok);
      }
      case 'StoreChar':
      case 'LoadChar':
      case 'Delete':
      case 'Empty':
      case 'TemplateNum':
        return this.#keep(command);
      case 'UpChar': {
        const data = memory.buffers.get(command.asks.buffer);
        if (data === undefined) return this.#say(status.upload);
        return concat([this.#say(status.ok), ...buildData(this.#address, data, 32 << this.#packetSize)]);
      }
      case 'DownChar':
        memory.load = { buffer: command.asks.buffer, parts: [], spoiled: false };
        return this.#say(status.ok);
      case 'ReadSysPara':
        return this.#acknowledge(
          buildAnswer('ReadSysPara', {
            register:
              (memory.unlocked ? register.unlocked : 0) | (memory.picture === null ? 0 : register.picture),
            system,
            capacity: libraryPages,
            security,
            address: this.#address,
            packetSize: this.#packetSize,
            baud,
          }),
        );
      case 'VfyPwd':
        memory.unlocked = command.asks.password === this.#password;
        return this.#say(memory.unlocked ? status.ok : status.password);
      case 'HandShake':
        return this.#say(status.ok);
    }
  }

  #generate(buffer: number): Uint8Array {
    const { picture, buffers } = this.#memory;
    if (picture === null) return this.#say(status.noImage);
    if (picture.quality === 'smudge') return this.#say(status.messy);
    if (picture.template.length === 0) return this.#say(status.fewFeatures);
    this.#captures += 1;
    buffers.set(buffer, capture(picture.template, this.#captures));
    return this.#say(status.ok);
  }

  #search({ buffer, page, count }: { buffer: number; page: number; count: number }): Uint8Array {
    const sought = this.#memory.buffers.get(buffer) ?? new Uint8Array();
    for (const [at, template] of this.#library) {
      const { score, same } = compare(sought, template);
      if (at >= page && at < page + count && same)
        return this.#acknowledge(buildAnswer('Search', { page: at, score }));
    }
    return this.#say(status.notFound, 0, 0, 0, 0);
  }

  /** Commands of the library. */
  #keep(
    command: Extract<Command, { name: 'StoreChar' | 'LoadChar' | 'Delete' | 'Empty' | 'TemplateNum' }>,
  ): Uint8Array {
    const { buffers } = this.#memory;
    switch (command.name) {
      case 'StoreChar': {
        const { buffer, page } = command.asks;
        const template = buffers.get(buffer);
        if (page >= libraryPages) return this.#say(status.location);
        if (template === undefined) return this.#say(status.flash);
        this.#library.set(page, template);
        return this.#say(status.ok);
      }
      case 'LoadChar': {
        const { buffer, page } = command.asks;
        const template = this.#library.get(page);
        if (page >= libraryPages) return this.#say(status.location);
        if (template === undefined) return this.#say(status.read);
        buffers.set(buffer, template);
        return this.#say(status.ok);
      }
      case 'Delete': {
        const { page, count } = command.asks;
        if (page + count > libraryPages) return this.#say(status.delete);
        for (let at = page; at < page + count; at += 1) this.#library.delete(at);
        return this.#say(status.ok);
      }
      case 'Empty':
        this.#library.clear();
        return this.#say(status.ok);
      case 'TemplateNum':
        return this.#acknowledge(buildAnswer('TemplateNum', { count: this.#library.size }));
    }
  }

  #say(code: number, ...fields: readonly number[]): Uint8Array {
    return this.#acknowledge(Uint8Array.of(code, ...fields));
  }

  #acknowledge(payload: Uint8Array): Uint8Array {
    return buildPacket({ address: this.#address, kind: 'acknowledge', payload });
  }
}

function emptyMemory(): Memory {
  return { picture: null, buffers: new Map(), unlocked: false, load: null };
}
