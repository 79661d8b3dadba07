/**
 * What the face page's worker measures and the station judges. The page claims nothing: it sends points, scores and
 * pictures, and the station works out pose, blink and match from them.
 */
import { z } from 'zod';

/**
 * Points of MediaPipe's face mesh that are measured, by their index in it. `left` and `right` are the person's own:
 * the person's left eye is on the right of the picture as the camera sees it.
 */
export const facePointIds = {
  forehead: 10,
  chin: 152,
  noseTip: 1,
  rightCheek: 234,
  leftCheek: 454,
  rightEyeOuter: 33,
  rightEyeInner: 133,
  rightEyeTop1: 160,
  rightEyeTop2: 158,
  rightEyeBottom1: 144,
  rightEyeBottom2: 153,
  leftEyeInner: 362,
  leftEyeOuter: 263,
  leftEyeTop1: 385,
  leftEyeTop2: 387,
  leftEyeBottom1: 380,
  leftEyeBottom2: 373,
  mouthRight: 78,
  mouthLeft: 308,
  lipTop: 13,
  lipBottom: 14,
} as const;
export type FacePointName = keyof typeof facePointIds;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a literal's own keys
export const facePointNames = Object.keys(facePointIds) as readonly FacePointName[];

/** A share of the picture's width (x) or height (y), from its upper left; a face may reach over the edge. */
const share = z.number().min(-1).max(2);
/** From 0 to 1. */
const score = z.number().min(0).max(1);

export const faceMeasurementSchema = z.object({
  /** x, y, width, height. */
  box: z.tuple([share, share, share, share]),
  /** Of the detector. */
  confidence: score,
  /** x and y of each of `facePointNames`, in their order. */
  points: z.array(z.tuple([share, share])).length(facePointNames.length),
  /** Passive scores of the page's own models: 1 is a living face before the camera. Null: not measured on this frame. */
  antispoof: score.nullable(),
  liveness: score.nullable(),
  /** Mean luminance of the face, 0 black to 1 white. */
  brightness: score,
  /** Difference of the mean luminances of the face's two halves: light from one side. */
  sidelight: score,
  /** Variance of the Laplacian over the face in grey levels of 0 to 255, the face scaled to 128 pixels: the larger the sharper. */
  sharpness: z.number().min(0).max(100_000),
  /** Share of the lower face that has the colour and brightness of the skin above it: a mask or a scarf makes it small, a beard smaller. */
  lowerFaceSkin: score,
});
export type FaceMeasurement = z.infer<typeof faceMeasurementSchema>;

/** `attempt` names the capture that the evidence belongs to; anything of another one is dropped. */
const attempt = z.string().min(1).max(64);

export const faceEvidenceSchema = z.discriminatedUnion('kind', [
  /** One camera frame. */
  z.object({
    kind: z.literal('frame'),
    attempt,
    /** Counts from 1; a frame that comes late is dropped. */
    seq: z.number().int().min(1),
    faces: z.array(faceMeasurementSchema).max(4),
    /** Width by height of the frame, pixels. */
    aspect: z.number().min(0.2).max(5),
    /** Of the worker, milliseconds. */
    inferenceMs: z.number().min(0).max(60_000),
  }),
  /** The picture that the screen asked for by `request`: JPEG, base64. */
  z.object({
    kind: z.literal('picture'),
    attempt,
    request: z.number().int().min(1),
    jpeg: z.string().min(1).max(200_000),
  }),
  /** `started`: the picture is on the screen; all others end the capture. */
  z.object({
    kind: z.literal('camera'),
    attempt,
    state: z.enum(['started', 'denied', 'missing', 'lost', 'no-models']),
  }),
]);
export type FaceEvidence = z.infer<typeof faceEvidenceSchema>;
export type FaceFrame = Extract<FaceEvidence, { kind: 'frame' }>;

export const challengeActions = ['blink', 'turn-left', 'turn-right', 'nod', 'open-mouth'] as const;
export const challengeActionSchema = z.enum(challengeActions);
/** Left and right are the person's own. */
export type ChallengeAction = z.infer<typeof challengeActionSchema>;

/** What the person is asked to do now: to come into the frame, or the next action of the challenge. */
export type FacePrompt =
  | 'starting'
  | 'nobody'
  | 'one-person'
  | 'nearer'
  | 'further'
  | 'move-left'
  | 'move-right'
  | 'move-up'
  | 'move-down'
  | 'look-straight'
  | 'more-light'
  | 'less-light'
  | 'even-light'
  | 'eyes-open'
  | 'mask-off'
  | 'hold-still'
  | ChallengeAction
  | 'checking';

/** What the engine of the station (face/engine.ts) finds in a picture. */
export const faceFindingSchema = z.object({
  /** Width by height of the picture. */
  aspect: z.number().positive(),
  faces: z
    .array(
      faceMeasurementSchema
        .pick({ box: true, confidence: true, points: true })
        .extend({ antispoof: score, liveness: score, embedding: z.array(z.number()).max(4096) }),
    )
    .max(8),
});
export type FaceFinding = z.infer<typeof faceFindingSchema>;

/** Names the model and the measure that make embeddings comparable. */
export const embeddingModel = 'human-faceres-3.3';
