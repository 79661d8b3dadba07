/**
 * The outcome of anything that depends on hardware, the network or people: a value, or a named failure.
 * Exceptions are left for broken invariants.
 */
import type { FailureCode } from './failures.ts';

export interface Failure {
  readonly code: FailureCode;
  /** What technicians need beyond the code: a status word, an errno, a port. Never a person's data. */
  readonly detail?: string;
}

export type Result<T, E = Failure> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}

/** The failure `code`, ready to return; `detail` is for technicians and never holds a person's data. */
export function fail(code: FailureCode, detail?: string): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: detail === undefined ? { code } : { code, detail } };
}
