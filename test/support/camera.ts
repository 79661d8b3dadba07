/** An emulated camera in the test's own process, for a real Chromium; and a person before it who does what is asked. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Locator } from 'playwright-core';

import { cameraFlags } from '#build/face.mjs';
import { systemClock, type Clock } from '#contracts/clock.ts';
import type { CameraSitter, EmulatorCommand, EmulatorState } from '#contracts/emulators.ts';
import { challengeActionSchema, type ChallengeAction } from '#contracts/face.ts';
import { CameraEmulator } from '#drivers/y4m-camera/emulator.ts';
import { Y4mFile } from '#drivers/y4m-camera/emulator-file.ts';
import { sceneSize } from '#drivers/y4m-camera/scene.ts';
import { cameraPeople } from '#station/device-host/camera-people.ts';

const device = 'camera-test';

/** For people who take their time: on a busy machine a look takes long, and a nod must not fall between two. */
const unhurried: Clock = { ...systemClock, monotonic: () => systemClock.monotonic() / 2 };

export class TestCamera {
  readonly #folder = mkdtempSync(join(tmpdir(), 'yikatong-camera-'));
  readonly file = join(this.#folder, 'camera.y4m');
  readonly #emulator: CameraEmulator;

  constructor() {
    const file = new Y4mFile(this.file, sceneSize);
    this.#emulator = new CameraEmulator({ device, clock: unhurried, file, people: cameraPeople() });
    const started = this.#emulator.start();
    if (!started.ok) throw new Error(started.error.code);
  }

  /** For `launchChromium`. */
  get flags(): readonly string[] {
    return cameraFlags({ file: this.file });
  }

  get state(): Extract<EmulatorState, { kind: 'camera' }> {
    return this.#emulator.state();
  }

  /** The first who comes needs some seconds: the face engine is started for their picture. */
  stand(who: CameraSitter): Promise<void> {
    return this.#command({ action: 'stand-before-camera', device, who });
  }

  act(act: ChallengeAction): Promise<void> {
    return this.#command({ action: 'act-before-camera', device, act });
  }

  unplug(): Promise<void> {
    return this.#command({ action: 'unplug', device });
  }

  plug(): Promise<void> {
    return this.#command({ action: 'plug', device });
  }

  remove(): void {
    this.#emulator.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #command(command: EmulatorCommand): Promise<void> {
    const done = await this.#emulator.command(command);
    if (!done.ok) throw new Error(`${done.error.code}: ${done.error.detail}`);
  }
}

/** Milliseconds: until somebody does what they read, until they do it again when it is asked for still, between looks. */
const person = { reacts: 400, again: 4000, looks: 30 } as const;

/**
 * Reads what the kiosk's page asks for (`data-prompt`), and has the person before the camera do it. Acts that fail end
 * it, and are thrown by the answer, which ends it in any case.
 *
 * @param page the kiosk's, or its frame in the dock
 * @param act as `TestCamera.act`, or the dock's button
 */
export function performWhatIsAsked(
  page: { locator(selector: string): Locator },
  act: (action: ChallengeAction) => Promise<void>,
): () => Promise<void> {
  const stopped = new AbortController();
  const performing = perform(page, act, stopped.signal);
  // Whoever stops it hears of it.
  performing.catch(() => undefined);
  return () => {
    stopped.abort();
    return performing;
  };
}

async function perform(
  page: { locator(selector: string): Locator },
  act: (action: ChallengeAction) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let read: string | null = null;
  let due = 0;
  while (!signal.aborted) {
    const prompt = await promptOn(page);
    const now = performance.now();
    if (prompt !== read) {
      read = prompt;
      due = now + person.reacts;
    }
    const action = challengeActionSchema.safeParse(read);
    if (action.success && now >= due) {
      await act(action.data);
      due = now + person.again;
    }
    await new Promise((resolve) => setTimeout(resolve, person.looks));
  }
}

/** Null while the page asks for nothing, also while it is being loaded. */
function promptOn(page: { locator(selector: string): Locator }): Promise<string | null> {
  return page
    .locator('[data-prompt]')
    .evaluateAll((elements) => elements[0]?.getAttribute('data-prompt') ?? null)
    .catch(() => null);
}
