/** 求助: somebody at a screen wants a member of staff. */
import { z } from 'zod';

import type { Result } from '../result.ts';
import { opaqueSchema } from '../line.ts';
import { hallIdSchema } from './configuration.ts';

export const helpRequestSchema = z.strictObject({
  key: opaqueSchema(64),
  origin: opaqueSchema(65).describe('Which station and face: `kiosk-1:kiosk`'),
});
export type HelpRequest = z.infer<typeof helpRequestSchema>;

export const helpAnswerSchema = z.strictObject({ help: opaqueSchema(64), operator: hallIdSchema });
export type HelpAnswer = z.infer<typeof helpAnswerSchema>;

export interface HelpCall {
  /** The request's key. */
  readonly id: string;
  readonly origin: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What becomes of a call, for whoever called. */
export interface HelpAsked extends HelpCall {
  /** Somebody said that they go there. */
  readonly answered: boolean;
  /** It was taken back: nobody goes there, and the key calls nobody any more. */
  readonly withdrawn: boolean;
}

export interface HallHelp {
  /** One open call an origin: asking again answers the one that is open. The same key again tells what became of its call. */
  callHelp(request: HelpRequest): Promise<Result<HelpAsked>>;
  /**
   * The key's call is taken back, or the open one of its origin that it was answered with; repeating it changes nothing. A call
   * of this key that arrives later calls nobody.
   */
  withdrawHelp(request: HelpRequest): Promise<Result<void>>;
  /** Somebody goes there. Repeating it changes nothing. Failures: help-unknown. */
  answerHelp(answer: HelpAnswer): Promise<Result<void>>;
  openHelp(): Promise<Result<readonly HelpCall[]>>;
}
