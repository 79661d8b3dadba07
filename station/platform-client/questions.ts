/** What the platform is asked and told: each as one HTTP request, with how its answer is to be understood. */
import type { z } from 'zod';

import type { FailureCode } from '#contracts/failures.ts';
import {
  auditHeadsAnswerSchema,
  confirmStaffAnswerSchema,
  faceReferenceAnswerSchema,
  fingerprintTemplateAnswerSchema,
  matchFaceAnswerSchema,
  platformEventAnswerSchema,
  platformHealthSchema,
  platformPaths,
  resolveCardAnswerSchema,
  resolveIdentityCardAnswerSchema,
  verifyCodeAnswerSchema,
  type confirmStaffRequestSchema,
  type faceReferenceRequestSchema,
  type fingerprintTemplateRequestSchema,
  type matchFaceRequestSchema,
  type PlatformEvent,
  type qualificationStatusRequestSchema,
  type resolveCardRequestSchema,
  type resolveIdentityCardRequestSchema,
  type verifyCodeRequestSchema,
} from '#contracts/platform-api.ts';
import { qualificationStatusSchema, type QualificationOutcome } from '#contracts/qualification.ts';
import { ok, type Result } from '#contracts/result.ts';

import { isRefusedForGood, judgeAnswer } from './answer.ts';

/** A question may be put once more after a broken connection only where the platform changes nothing by answering it. */
type Repeat = 'once-more-if-disconnected' | 'never';

export interface Question<T> {
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answer: (status: number, body: unknown) => Result<T>;
  readonly repeat: Repeat;
  /** The platform gets at least so long, milliseconds. */
  readonly leastMs?: number;
}

/** Milliseconds. */
export const questionDelays = {
  /** Where a picture travels, or the platform has one to compare: its engine may have to start first. */
  picture: 10_000,
} as const;

/** What became of an event. `taken: false`: the platform will never take it. */
export type EventReceipt =
  | {
      readonly taken: true;
      readonly repeated: boolean;
      /** What the platform made of an attempt or a booking; null for any other topic. */
      readonly qualification: QualificationOutcome | null;
    }
  | { readonly taken: false; readonly code: FailureCode };

function post<T>(operation: string, path: string, body: object, schema: z.ZodType<T>): Question<T> {
  return {
    operation,
    method: 'POST',
    path,
    body,
    answer: (status, answer) => judgeAnswer(status, answer, schema),
    repeat: 'once-more-if-disconnected',
  };
}

export const questions = {
  resolveCard: (asked: z.infer<typeof resolveCardRequestSchema>) =>
    post('resolve-card', platformPaths.resolveCard, asked, resolveCardAnswerSchema),

  resolveIdentityCard: (asked: z.infer<typeof resolveIdentityCardRequestSchema>) =>
    post('resolve-identity-card', platformPaths.resolveIdentityCard, asked, resolveIdentityCardAnswerSchema),

  /** A code is used up by a question whose answer may be lost: it is never sent twice. */
  verifyCode: (asked: z.infer<typeof verifyCodeRequestSchema>) => ({
    ...post('verify-code', platformPaths.verifyCode, asked, verifyCodeAnswerSchema),
    repeat: 'never' as const,
  }),

  qualificationStatus: (asked: z.infer<typeof qualificationStatusRequestSchema>) =>
    post('qualification-status', platformPaths.qualificationStatus, asked, qualificationStatusSchema),

  /** Asked while the person comes into the frame: nobody waits for it yet. */
  faceReference: (asked: z.infer<typeof faceReferenceRequestSchema>) => ({
    ...post('face-reference', platformPaths.faceReference, asked, faceReferenceAnswerSchema),
    leastMs: questionDelays.picture,
  }),

  matchFace: (asked: z.infer<typeof matchFaceRequestSchema>) => ({
    ...post('match-face', platformPaths.matchFace, asked, matchFaceAnswerSchema),
    leastMs: questionDelays.picture,
  }),

  fingerprintTemplate: (asked: z.infer<typeof fingerprintTemplateRequestSchema>) =>
    post('fingerprint-template', platformPaths.fingerprintTemplate, asked, fingerprintTemplateAnswerSchema),

  confirmStaff: (asked: z.infer<typeof confirmStaffRequestSchema>) =>
    post('confirm-staff', platformPaths.confirmStaff, asked, confirmStaffAnswerSchema),

  event: (key: string, event: PlatformEvent): Question<EventReceipt> => ({
    operation: 'send-event',
    method: 'POST',
    path: platformPaths.events,
    headers: { 'idempotency-key': key },
    body: event,
    answer: (status, body) => {
      if (isRefusedForGood(status, body)) return ok({ taken: false, code: 'platform-refused' });
      const taken = judgeAnswer(status, body, platformEventAnswerSchema);
      if (!taken.ok) return taken;
      const { repeated, qualification = null } = taken.value;
      return ok({ taken: true, repeated, qualification });
    },
    repeat: 'once-more-if-disconnected',
    ...(typeof event.body['image'] === 'string' ? { leastMs: questionDelays.picture } : {}),
  }),

  auditHeads: (station: string): Question<z.infer<typeof auditHeadsAnswerSchema>> => ({
    operation: 'audit-heads',
    method: 'GET',
    path: `${platformPaths.auditHeads}?${new URLSearchParams({ station }).toString()}`,
    answer: (status, body) => judgeAnswer(status, body, auditHeadsAnswerSchema),
    repeat: 'once-more-if-disconnected',
  }),

  health: (): Question<z.infer<typeof platformHealthSchema>> => ({
    operation: 'health',
    method: 'GET',
    path: platformPaths.health,
    answer: (status, body) => judgeAnswer(status, body, platformHealthSchema),
    repeat: 'never',
  }),
} as const;

/** What is asked by the question of that name. */
export type Asked<Q extends keyof typeof questions> = Parameters<(typeof questions)[Q]>[0];
