/** The stand-in of the platform with an engine that knows faces by whole pictures, for tests of what it makes of them. */
import { encode } from 'jpeg-js';

import type { FaceFinding } from '#contracts/face.ts';
import type { PlatformEvent } from '#contracts/platform-api.ts';
import type { HomeVisitBody, QualificationBody } from '#contracts/qualification.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { syntheticPeople } from '#platform/people.ts';

import { sealToStandIn } from './sealed.ts';

const people = syntheticPeople();

/** Of a synthetic person, as stations send it. */
export function sealedNumber(index: number): Promise<string> {
  return sealToStandIn('identity', people[index]?.person.number ?? '');
}

/** A picture of nothing: 8 by 8 pixels of one grey. */
export function grey(value: number): Buffer {
  return encode({ data: Buffer.alloc(8 * 8 * 4, value), width: 8, height: 8 }, 90).data;
}

/** Finds in a picture the faces that it was told of, each by a number: the nearer, the more alike. */
export class TableEngine {
  readonly #faces = new Map<string, readonly number[]>();
  asked = 0;
  /** Null: works. */
  failure: 'face-models-missing' | null = null;
  stopped = false;

  know(jpeg: Buffer, ...faces: readonly number[]): void {
    this.#faces.set(jpeg.toString('base64'), faces);
  }

  analyse(jpeg: string): Promise<Result<FaceFinding>> {
    this.asked += 1;
    if (this.failure !== null) return Promise.resolve(fail(this.failure));
    const faces = (this.#faces.get(jpeg) ?? []).map((face) => ({
      box: [0.2, 0.2, 0.6, 0.6] satisfies [number, number, number, number],
      confidence: 0.9,
      points: [],
      antispoof: 1,
      liveness: 1,
      embedding: [face],
    }));
    return Promise.resolve(ok({ aspect: 1, faces }));
  }

  stop(): void {
    this.stopped = true;
  }
}

/** A face that was matched on the station, unless `changed` says otherwise. */
export async function attemptOf(
  person: number,
  at: string,
  changed: Partial<QualificationBody> = {},
): Promise<PlatformEvent> {
  const body: QualificationBody = {
    face: 'kiosk',
    audit: 'A-20260105-0001',
    version: '0.1.0',
    identity: await sealedNumber(person),
    way: 'face',
    result: 'passed',
    reason: null,
    devices: 'camera',
    matcher: 'station',
    matchScore: 0.71,
    matchThreshold: 0.5,
    antispoof: 0.8,
    antispoofThreshold: 0.4,
    liveness: 0.9,
    livenessThreshold: 0.4,
    challenge: 'blink turn-left',
    challengeMs: 4200,
    ground: null,
    staff: null,
    image: null,
    ...changed,
  };
  return { topic: 'qualification', station: 'demo-1', at, person: 'keyed-hash', body };
}

export async function visitOf(
  person: number,
  at: string,
  details: unknown,
  changed: Partial<HomeVisitBody> = {},
): Promise<PlatformEvent> {
  const body: HomeVisitBody = {
    face: 'kiosk',
    audit: 'A-20260105-0002',
    version: '0.1.0',
    identity: await sealedNumber(person),
    proxy: false,
    town: '示例镇',
    wish: 'weekday-morning',
    details: await sealToStandIn('home-visit', JSON.stringify(details)),
    ...changed,
  };
  return { topic: 'home-visit', station: 'demo-1', at, person: 'keyed-hash', body };
}
