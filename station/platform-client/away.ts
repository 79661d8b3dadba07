/** Whether the platform does not work: every other failure of a question is an answer. */
import type { FailureCode } from '#contracts/failures.ts';
import type { Failure } from '#contracts/result.ts';

const codes: readonly FailureCode[] = [
  'platform-unreachable',
  'platform-slow',
  'platform-nonsense',
  'platform-error',
];

/**
 * False also for platform-refused: the terminal's key may have been taken back, and it then has nobody to vouch for it.
 */
export function isAway({ code }: Failure): boolean {
  return codes.includes(code);
}
