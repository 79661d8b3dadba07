import { describe, expect, it } from '@jest/globals';

import type { ChallengeAction, FaceEvidence, FaceMeasurement } from '#contracts/face.ts';
import { drawnFace, faceFrame, facePicture } from '#test/support/face-frames.ts';
import {
  actionsDone,
  beginCapture,
  captureTimes,
  pictureWanted,
  promptOf,
  stepCapture,
  type CaptureEvent,
  type CaptureState,
  type CaptureStep,
} from './capture.ts';
import { redraws } from './challenge.ts';

const rules = { follows: false, actionMs: 10_000 };
const acting: Readonly<Record<ChallengeAction, FaceMeasurement>> = {
  blink: drawnFace({ eyes: 0.2 }),
  'turn-left': drawnFace({ turn: 0.35 }),
  'turn-right': drawnFace({ turn: -0.35 }),
  nod: drawnFace({ nod: 0.56 }),
  'open-mouth': drawnFace({ mouth: 0.35 }),
};

/** A page with somebody before it, a frame each tenth of a second. */
class Page {
  state: CaptureState = beginCapture();
  last: CaptureStep = { is: 'going', state: this.state };
  at = 0;
  seq = 0;

  send(event: CaptureEvent): this {
    if (this.last.is !== 'going') throw new Error(`ended: ${this.last.is}`);
    this.last = stepCapture(this.state, event, rules);
    if (this.last.is !== 'failed') this.state = this.last.state;
    return this;
  }

  evidence(evidence: FaceEvidence): this {
    return this.send({ type: 'evidence', evidence, at: this.at });
  }

  start(): this {
    return this.evidence({ kind: 'camera', attempt: 'a1', state: 'started' });
  }

  frames(count: number, ...faces: readonly FaceMeasurement[]): this {
    for (let index = 0; index < count && this.last.is === 'going'; index += 1) {
      this.at += 100;
      this.seq += 1;
      this.evidence(faceFrame(this.seq, faces));
    }
    return this;
  }

  /** In the frame, the first picture taken, the challenge drawn. */
  framed(...actions: readonly ChallengeAction[]): this {
    this.frames(8, drawnFace());
    expect(this.state.phase).toBe('first-picture');
    this.send({ type: 'drawn', actions, at: this.at });
    this.evidence(facePicture(pictureWanted(this.state) ?? 0));
    expect(this.state.phase).toBe('challenge');
    return this;
  }
}

describe('a capture', () => {
  it('leads from the camera to pictures at rest and of the act, and the evidence of a challenge', () => {
    const page = new Page();
    expect(promptOf(page.state)).toBe('starting');
    page.start();
    expect(promptOf(page.state)).toBe('nobody');
    page.frames(3, drawnFace());
    expect(promptOf(page.state)).toBe('hold-still');
    page.framed('turn-left', 'open-mouth').frames(4, drawnFace());
    expect(promptOf(page.state)).toBe('turn-left');
    page.frames(1, acting['turn-left']).frames(4, drawnFace());
    expect(promptOf(page.state)).toBe('open-mouth');
    expect(actionsDone(page.state)).toBe(1);
    expect(pictureWanted(page.state)).toBeNull();
    page.frames(1, acting['open-mouth']);
    expect(pictureWanted(page.state)).toBe(2);
    page.frames(2, drawnFace());
    // Whose mouth it was must be seen, before anything else.
    expect(promptOf(page.state)).toBe('look-straight');
    page.evidence(facePicture(2, 'act'));
    expect(page.last).toMatchObject({ picture: { moment: 'act', jpeg: 'act' } });
    page.frames(1, drawnFace());
    expect(promptOf(page.state)).toBe('checking');
    page.evidence(facePicture(3, 'last'));
    expect(page.last).toMatchObject({
      is: 'complete',
      picture: { moment: 'after', jpeg: 'last' },
      evidence: { done: [{ action: 'turn-left' }, { action: 'open-mouth' }] },
    });
  });

  it('asks for the challenge once, and begins it when picture and challenge are there, in either order', () => {
    const page = new Page().start();
    const drawn: boolean[] = [];
    for (let index = 0; index < 10; index += 1) {
      page.frames(1, drawnFace());
      drawn.push(page.last.is === 'going' && page.last.draw === true);
    }
    expect(drawn.filter(Boolean)).toHaveLength(1);
    page.evidence(facePicture(1, 'first'));
    expect(page.last).toMatchObject({
      picture: { moment: 'before', jpeg: 'first' },
      state: { phase: 'first-picture' },
    });
    expect(pictureWanted(page.state)).toBeNull();
    page.send({ type: 'drawn', actions: ['nod'], at: page.at });
    expect(page.state.phase).toBe('challenge');
  });

  it.each([
    ['denied', 'camera-denied'],
    ['missing', 'camera-missing'],
    ['lost', 'camera-lost'],
    ['no-models', 'face-models-missing'],
  ] as const)('ends with a camera that is %s', (state, code) => {
    const page = new Page();
    page.evidence({ kind: 'camera', attempt: 'a1', state });
    expect(page.last).toEqual({ is: 'failed', code });
  });

  it('fails the challenge of a photograph: nothing moves until its time is over', () => {
    const page = new Page().start().framed('nod');
    page.frames(150, drawnFace());
    expect(page.last).toEqual({ is: 'failed', code: 'face-not-live' });
    expect(page.at).toBeLessThan(15_000);
  });

  it('draws anew after another action, but not for ever', () => {
    const page = new Page().start();
    for (let round = 0; round <= redraws; round += 1) {
      page.framed('turn-left').frames(4, drawnFace()).frames(3, acting['turn-right']);
    }
    expect(page.last).toEqual({ is: 'failed', code: 'face-not-live' });
  });

  it('wants other pictures after a new draw: those of the first may show somebody else', () => {
    const page = new Page().start().framed('turn-left').frames(4, drawnFace());
    page.frames(3, acting['turn-right']);
    expect(page.state.phase).toBe('framing');
    page.frames(8, drawnFace());
    expect(pictureWanted(page.state)).toBe(2);
    page.evidence(facePicture(1));
    expect(pictureWanted(page.state)).toBe(2);
  });

  it('begins anew when the person was gone in mid-challenge, since another may have come', () => {
    const page = new Page().start().framed('turn-left');
    page.frames(Math.ceil(captureTimes.gone / 100) + 1);
    expect(page.state).toMatchObject({ phase: 'framing', redrawn: 1 });
  });

  it('overlooks a frame in which the face was not found', () => {
    const page = new Page()
      .start()
      .framed('turn-left')
      .frames(3, drawnFace())
      .frames(2)
      .frames(2, drawnFace());
    expect(page.state).toMatchObject({ phase: 'challenge', redrawn: 0 });
  });

  it('ends when two people stay in the picture', () => {
    const page = new Page().start();
    page.frames(captureTimes.several / 100 + 2, drawnFace(), drawnFace({ x: 0.85, height: 0.4 }));
    expect(page.last).toEqual({ is: 'failed', code: 'face-several' });
    const passing = new Page().start();
    passing.frames(20, drawnFace(), drawnFace({ x: 0.85, height: 0.4 }));
    expect(promptOf(passing.state)).toBe('one-person');
    passing.framed('nod');
    expect(passing.last.is).toBe('going');
  });

  it('drops frames that come late, and pictures that nobody asked for', () => {
    const page = new Page().start().frames(3, drawnFace());
    const before = page.state;
    page.evidence(faceFrame(2, []));
    expect(page.state).toBe(before);
    page.evidence(facePicture(7));
    expect(page.state).toBe(before);
  });

  it('goes on after the page was loaded anew, whose frames count from the beginning', () => {
    const page = new Page().start().frames(30).start();
    page.seq = 0;
    page.frames(3, drawnFace());
    expect(promptOf(page.state)).toBe('hold-still');
  });

  it('counts a page that is loaded anew in mid-challenge as a new draw: none is picked by reloading', () => {
    const page = new Page().start();
    for (let round = 0; round <= redraws; round += 1) {
      expect(page.last.is).toBe('going');
      page.framed('nod').start();
    }
    expect(page.last).toEqual({ is: 'failed', code: 'face-not-live' });
  });

  it('gathers passive scores where there are any', () => {
    const page = new Page().start();
    page.frames(2, drawnFace({ change: { antispoof: 0.7, liveness: null } }));
    page.frames(2, drawnFace({ change: { antispoof: null, liveness: 0.6 } }));
    expect(page.state.scores).toEqual({ antispoof: [0.7, 0.7], liveness: [0.6, 0.6] });
  });
});
