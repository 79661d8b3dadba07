/** What is done with one finger: wait for it, compare it, take it on file, forget it. Templates stay opaque. */
import type { Clock } from '#contracts/clock.ts';
import type { FingerPrompt } from '#contracts/devices.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { FingerMatch } from '#drivers/core/capabilities.ts';
import { pause } from '#drivers/core/reconnect.ts';

import { describeStatus, status } from './codec.ts';
import { isUnclear, refused, type FingerprintModule } from './module.ts';

/** The module's two places for characteristics, as 1:1 uses them. */
const live = 1;
const enrolled = 2;
/** Modules keep templates in pages of 256 bytes: one page in the smallest, six in the largest that are known. */
const pageBytes = 256;
const mostPages = 8;

export interface FingerOptions {
  readonly module: FingerprintModule;
  readonly clock: Clock;
  readonly prompt: (prompt: FingerPrompt) => void;
  /** From one look for a finger to the next, milliseconds. */
  readonly pollMs: number;
  /** Pictures of which nothing can be made, until the finger counts as unreadable. */
  readonly pictureAttempts: number;
  /** How long a finger may stay after a bad picture until another one is taken of it all the same, milliseconds. */
  readonly againMs: number;
  /** Ends the wait between two commands; a command under way is seen to its end. */
  readonly signal: AbortSignal;
}

export function isTemplate(template: Uint8Array): boolean {
  const { length } = template;
  return length > 0 && length % pageBytes === 0 && length <= mostPages * pageBytes;
}

/**
 * Waits for a finger and compares it with `template`. `least`: the score from which they are the same.
 * Failures: finger-unreadable, aborted, those of the module.
 */
export async function compareFinger(
  options: FingerOptions,
  template: Uint8Array,
  least: number,
): Promise<Result<FingerMatch>> {
  options.prompt('place');
  const taken = await takeFinger(options, live);
  if (!taken.ok) return taken;
  options.prompt('lift');
  return match(options, template, least);
}

/**
 * Takes the same finger twice and makes a template of both.
 * Failures: finger-unreadable (too bad, or two different fingers), aborted, those of the module.
 */
export async function enrolFinger(options: FingerOptions): Promise<Result<Uint8Array>> {
  const { module, prompt } = options;
  for (const buffer of [live, enrolled]) {
    prompt('place');
    const taken = await takeFinger(options, buffer);
    if (!taken.ok) return taken;
    prompt('lift');
    const lifted = buffer === live ? await untilLifted(options, Infinity) : ok(undefined);
    if (!lifted.ok) return lifted;
  }
  const merged = await module.ask('RegModel', {});
  if (!merged.ok) return merged;
  if (merged.value.status === status.mergeFailed)
    return fail('finger-unreadable', describeStatus(status.mergeFailed));
  if (merged.value.status !== status.ok) return refused('RegModel', merged.value.status);
  const template = await module.fetch(live);
  if (!template.ok || isTemplate(template.value)) return template;
  return fail('device-garbled', `UpChar: ${template.value.length} bytes`);
}

/** Overwrites both buffers with `bytes` of nothing, and looks whether that is what they hold now. */
export async function forgetFinger(module: FingerprintModule, bytes: number): Promise<Result<void>> {
  const nothing = new Uint8Array(bytes);
  for (const buffer of [live, enrolled]) {
    for (let attempt = 1, held = false; attempt <= 2 && !held; attempt += 1) {
      const loaded = await module.load(buffer, nothing);
      if (!loaded.ok) return loaded;
      const kept = await holds(module, buffer, nothing);
      if (!kept.ok) return kept;
      held = kept.value;
    }
  }
  return ok(undefined);
}

/** Takes a picture; whether a finger lay there. A picture without one replaces the one before. */
export async function isFingerOn(module: FingerprintModule): Promise<Result<boolean>> {
  const picture = await module.ask('GetImage', {});
  if (!picture.ok) return picture;
  const { status: said } = picture.value;
  if (said === status.ok || said === status.imageFailed) return ok(true);
  return said === status.noFinger ? ok(false) : refused('GetImage', said);
}

/** Until a finger's characteristics are in `buffer`; asks again for one of which none can be made. */
async function takeFinger(options: FingerOptions, buffer: number): Promise<Result<void>> {
  const { prompt, pictureAttempts, againMs } = options;
  for (let attempt = 1; ; attempt += 1) {
    const read = await readPicture(options, buffer);
    if (!read.ok || read.value === 'read') return read.ok ? ok(undefined) : read;
    if (attempt === pictureAttempts) return fail('finger-unreadable', read.value);
    prompt(read.value);
    // Whoever only presses harder, or lifts the finger between two looks, is not left waiting.
    const lifted = await untilLifted(options, againMs);
    if (!lifted.ok) return lifted;
  }
}

/** Waits for a finger and makes characteristics of its picture; else what the person should do. */
async function readPicture(options: FingerOptions, buffer: number): Promise<Result<'read' | FingerPrompt>> {
  const { module, prompt } = options;
  for (;;) {
    const picture = await module.ask('GetImage', {});
    if (!picture.ok) return picture;
    if (picture.value.status === status.imageFailed) return ok('again-longer');
    if (picture.value.status === status.ok) break;
    if (picture.value.status !== status.noFinger) return refused('GetImage', picture.value.status);
    const waited = await wait(options);
    if (!waited.ok) return waited;
  }
  prompt('hold');
  const made = await module.ask('GenChar', { buffer });
  if (!made.ok) return made;
  switch (made.value.status) {
    case status.ok:
      return ok('read');
    case status.messy:
      return ok('again-clean');
    case status.fewFeatures:
      return ok('again-centre');
    case status.noImage:
      return ok('again-longer');
    default:
      return refused('GenChar', made.value.status);
  }
}

/** Waits for the finger to be lifted, no longer than `withinMs`. */
async function untilLifted(options: FingerOptions, withinMs: number): Promise<Result<void>> {
  const end = options.clock.monotonic() + withinMs;
  for (;;) {
    const waited = await wait(options);
    if (!waited.ok) return waited;
    const on = await isFingerOn(options.module);
    if (!on.ok) return on;
    if (!on.value || options.clock.monotonic() >= end) return ok(undefined);
  }
}

async function wait({ clock, pollMs, signal }: FingerOptions): Promise<Result<void>> {
  await pause(clock, pollMs, signal);
  return signal.aborted ? fail('aborted') : ok(undefined);
}

/**
 * Nobody may be refused because a packet of the template was lost: what does not match is read back, and compared once
 * more if it is not what was sent. A module that keeps templates in another form is believed the second time.
 */
async function match(
  { module }: FingerOptions,
  template: Uint8Array,
  least: number,
): Promise<Result<FingerMatch>> {
  for (let isLast = false; ; isLast = true) {
    const loaded = await module.load(enrolled, template);
    if (!loaded.ok) return loaded;
    const compared = await module.match();
    const lost = compared.ok ? compared.value.status === status.packet : isUnclear(compared.error.code);
    if (lost && !isLast) continue;
    if (!compared.ok) return compared;
    const { status: said, answers } = compared.value;
    if (said !== status.ok && said !== status.noMatch) return refused('Match', said);
    const score = answers?.score ?? null;
    if (said === status.ok && score !== null && score >= least) return ok({ matched: true, score, least });
    const kept = isLast ? ok(true) : await holds(module, enrolled, template);
    if (!kept.ok) return kept;
    if (kept.value) return ok({ matched: false, score, least });
  }
}

/** Whether a buffer holds what was sent: modules lose data without a word. */
async function holds(module: FingerprintModule, buffer: number, sent: Uint8Array): Promise<Result<boolean>> {
  const kept = await module.fetch(buffer);
  return kept.ok ? ok(Buffer.compare(kept.value, sent) === 0) : kept;
}
