/**
 * The other end of a camera's cable: a y4m file that the browser plays again and again (its one frame), while the frame
 * is overwritten in place. Whoever stands before it, and what they do, comes from the dock or from a test.
 */
import type { Clock } from '#contracts/clock.ts';
import type { CameraSitter, EmulatorCommand, EmulatorState } from '#contracts/emulators.ts';
import type { ChallengeAction } from '#contracts/face.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import { handAt, poseOf, swayAt } from './acts.ts';
import { i420Frame } from './codec.ts';
import type { PictureFile } from './emulator-file.ts';
import { inPose, neutral, type Pose, type Sitter } from './puppet.ts';
import { emptyScene, place, places, sceneSize } from './scene.ts';

/** Milliseconds from one frame to the next while somebody is there: some 15 a second. */
const frameEveryMs = 66;

/** Who can be before the camera. */
export interface People {
  readonly first: Sitter;
  readonly second: Sitter;
}

interface Options {
  readonly device: string;
  readonly clock: Clock;
  readonly file: PictureFile;
  /** Asked for when somebody is to stand there. Failures: face-models-missing, face-engine-failed. */
  readonly people: () => Promise<Result<People>>;
}

interface Present {
  readonly who: Exclude<CameraSitter, 'nobody'>;
  readonly people: People;
  readonly since: number;
}

interface Acting {
  readonly act: ChallengeAction;
  readonly since: number;
}

export class CameraEmulator {
  readonly #options: Options;
  #plugged = false;
  #present: Present | null = null;
  #acting: Acting | null = null;
  #lastAsked = 0;
  #cancelFrame: () => void = () => undefined;
  #changed: () => void = () => undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Writes the file, with nobody in it. Failure: port-unavailable. */
  start(): Result<void> {
    return this.#plug();
  }

  /** The file stays, and changes no more. */
  stop(): void {
    this.#cancelFrame();
    this.#options.file.close();
  }

  /** Failures: not-permitted, port-unavailable, those of `people`. */
  async command(command: EmulatorCommand): Promise<Result<void>> {
    const done = await this.#do(command);
    if (done.ok) this.#changed();
    return done;
  }

  state(): Extract<EmulatorState, { kind: 'camera' }> {
    return {
      kind: 'camera',
      device: this.#options.device,
      plugged: this.#plugged,
      misbehaviour: null,
      who: this.#present?.who ?? 'nobody',
      act: this.#acting?.act ?? null,
    };
  }

  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  #do(command: EmulatorCommand): Result<void> | Promise<Result<void>> {
    switch (command.action) {
      case 'stand-before-camera':
        return this.#stand(command.who);
      case 'act-before-camera':
        return this.#act(command.act);
      case 'unplug':
        this.#unplug();
        return ok(undefined);
      case 'plug':
        return this.#plug();
      default:
        return fail('not-permitted', `a camera has no ${command.action}`);
    }
  }

  async #stand(who: CameraSitter): Promise<Result<void>> {
    this.#lastAsked += 1;
    const asked = this.#lastAsked;
    const people = who === 'nobody' ? null : await this.#options.people();
    // Somebody else was asked for meanwhile.
    if (asked !== this.#lastAsked) return ok(undefined);
    if (people !== null && !people.ok) return people;
    this.#acting = null;
    this.#present =
      who === 'nobody' || people === null
        ? null
        : { who, people: people.value, since: this.#options.clock.monotonic() };
    this.#draw();
    return ok(undefined);
  }

  #act(act: ChallengeAction): Result<void> {
    if (this.#present === null) return fail('not-permitted', 'nobody is there');
    if (this.#present.who === 'photo') return fail('not-permitted', 'a photograph cannot act');
    this.#acting = { act, since: this.#options.clock.monotonic() };
    return ok(undefined);
  }

  #plug(): Result<void> {
    if (this.#plugged) return ok(undefined);
    const opened = this.#options.file.open(this.#frame());
    if (!opened.ok) return opened;
    this.#plugged = true;
    this.#draw();
    return ok(undefined);
  }

  #unplug(): void {
    this.#cancelFrame();
    this.#plugged = false;
    this.#options.file.cut();
  }

  /** Draws now, and again for as long as somebody is there: a wall need not be drawn twice. */
  #draw(): void {
    this.#cancelFrame();
    if (!this.#plugged) return;
    const acted = this.#acting;
    const frame = this.#frame();
    if (!this.#options.file.write(frame)) this.#unplug();
    if (!this.#plugged || acted !== this.#acting) this.#changed();
    if (this.#plugged && this.#present !== null)
      this.#cancelFrame = this.#options.clock.after(frameEveryMs, () => this.#draw());
  }

  #frame(): Uint8Array {
    const scene = emptyScene();
    if (this.#present !== null) this.#drawPeople(scene, this.#present);
    return i420Frame(scene, sceneSize);
  }

  #drawPeople(scene: Uint8Array, { who, people, since }: Present): void {
    const at = this.#options.clock.monotonic() - since;
    const rest = who === 'photo' ? handAt(at) : swayAt(at);
    const sitters = {
      first: [people.first],
      second: [people.second],
      both: [people.first, people.second],
      photo: [people.first],
    }[who];
    const act = this.#actPose();
    for (const [index, sitter] of sitters.entries()) {
      const [x, y] = places[who][index] ?? [0, 0];
      // Of two, the first does what is asked.
      const pose = index === 0 ? act : neutral;
      const swaying = { ...pose, yaw: pose.yaw + rest.yaw, pitch: pose.pitch + rest.pitch };
      place(scene, {
        width: sitter.width,
        height: sitter.height,
        rgb: inPose(sitter, swaying),
        x: x + rest.x,
        y: y + rest.y,
        edge: who === 'photo' ? 'border' : 'fading',
      });
    }
  }

  #actPose(): Pose {
    if (this.#acting === null) return neutral;
    const { act, since } = this.#acting;
    const pose = poseOf(act, this.#options.clock.monotonic() - since);
    if (pose === null) this.#acting = null;
    return pose ?? neutral;
  }
}
