/** Options that several commands share, checked before anything is touched. */
import { InvalidArgumentError, Option, type Command } from 'commander';

import { misbehaviourSchema, type Misbehaviour } from '#contracts/emulators.ts';

/** Zero and more, fractions allowed. */
export function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0 || value > 86_400 || text.trim() === '') {
    throw new InvalidArgumentError('seconds, 0 to 86400');
  }
  return value;
}

export function tcpPort(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535)
    throw new InvalidArgumentError('a port, 1 to 65535');
  return value;
}

/** A port to listen on; 0 takes a free one. */
export function listenPort(text: string): number {
  return text === '0' ? 0 : tcpPort(text);
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most || text.trim() === '')
      throw new InvalidArgumentError(`a number from ${least} to ${most}`);
    return value;
  };
}

export function baudRate(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 300 || value > 4_000_000)
    throw new InvalidArgumentError('baud, 300 to 4000000');
  return value;
}

/** `--address` and `--password` of a fingerprint module, as it leaves its factory without them. */
export function withModuleIdentity(command: Command): Command {
  return command
    .addOption(
      new Option('--address <address>', "the module's address")
        .argParser(eightDigits)
        .default(0xffffffff, 'FFFFFFFF'),
    )
    .addOption(
      new Option('--password <password>', "the module's password")
        .argParser(eightDigits)
        .default(0, '00000000'),
    );
}

function eightDigits(text: string): number {
  if (!/^[0-9A-Fa-f]{8}$/.test(text)) throw new InvalidArgumentError('eight hexadecimal digits');
  return Number.parseInt(text, 16);
}

/** How an emulator misbehaves, as the dock says it: {"kind":"delay","ms":500}. */
export function misbehaviour(text: string): Misbehaviour {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('JSON such as {"kind":"garble","times":1}');
  }
  const parsed = misbehaviourSchema.safeParse(json);
  if (!parsed.success) {
    const kinds = misbehaviourSchema.options.map((option) => option.shape.kind.value).join(', ');
    throw new InvalidArgumentError(`one of the kinds ${kinds}, with their fields`);
  }
  return parsed.data;
}

/** ISO/IEC 15424: `]`, a letter for the symbology, a modifier. */
export function aimIdentifier(text: string): string {
  if (!/^\][A-Za-z][0-9A-Za-z]$/.test(text)) throw new InvalidArgumentError('such as ]Q1');
  return text;
}
