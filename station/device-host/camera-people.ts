/** The people before an emulated camera: two pictures, and their meshes as the face engine finds them. */
import { encode } from 'jpeg-js';

import { systemClock } from '#contracts/clock.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { People } from '#drivers/y4m-camera/emulator.ts';
import { inPose, neutral, type Sitter } from '#drivers/y4m-camera/puppet.ts';
import { FaceEngineClient } from '#face/client.ts';
import { childEnvironment } from '../processes/child-port.ts';
import { cameraPicture, type CameraPerson } from './camera-pictures.ts';

/** By how much each is turned to the own left, radians: neither looks into the camera in the picture. */
const straighten: Readonly<Record<CameraPerson, number>> = { first: -0.2, second: 0.3 };
const quality = 95;

/**
 * People for emulated cameras, found once, when they are first asked for; the engine is ended after that.
 * Failures: face-models-missing, face-engine-failed; the next one who asks tries again.
 */
export function cameraPeople(): () => Promise<Result<People>> {
  let found: Promise<Result<People>> | null = null;
  return () => {
    found ??= findPeople().then((people) => {
      if (!people.ok) found = null;
      return people;
    });
    return found;
  };
}

async function findPeople(): Promise<Result<People>> {
  const engine = new FaceEngineClient({
    clock: systemClock,
    environment: childEnvironment(process.env),
  });
  try {
    const first = await sitterOf(engine, 'first');
    if (!first.ok) return first;
    const second = await sitterOf(engine, 'second');
    return second.ok ? ok({ first: first.value, second: second.value }) : second;
  } finally {
    engine.stop();
  }
}

async function sitterOf(engine: FaceEngineClient, person: CameraPerson): Promise<Result<Sitter>> {
  const picture = cameraPicture(person);
  if (!picture.ok) return picture;
  const sitter = await meshIn(engine, picture.value);
  if (!sitter.ok) return sitter;
  const { width, height } = sitter.value;
  const straight = inPose(sitter.value, { ...neutral, yaw: straighten[person] });
  return meshIn(engine, encode({ width, height, data: rgbaOf(straight) }, quality).data);
}

async function meshIn(engine: FaceEngineClient, jpeg: Uint8Array): Promise<Result<Sitter>> {
  const found = await engine.portrait(Buffer.from(jpeg).toString('base64'), new AbortController().signal);
  if (!found.ok) return found;
  if (found.value === null) return fail('face-engine-failed', 'no face in the picture');
  return ok({ ...found.value, rgb: new Uint8Array(Buffer.from(found.value.rgb, 'base64')) });
}

function rgbaOf(rgb: Uint8Array): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let pixel = 0; pixel < rgb.length / 3; pixel += 1)
    rgba.set(rgb.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
  return rgba;
}
