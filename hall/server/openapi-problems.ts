/** Failures in the OpenAPI document: what any operation may answer is said once, what one may is said with it. */
import { failures as catalogue, type FailureCode } from '#contracts/failures.ts';
import { everyFailure } from '#contracts/hall/operations.ts';
import type { HallProblem } from '#contracts/hall/problem.ts';

import { statusOf } from './problems.ts';

/** Where HTTP tells more apart than the catalogue: hall/server/http.ts and routes.ts. */
const toldApart: Readonly<Record<number, readonly FailureCode[]>> = {
  401: ['not-permitted'],
  413: ['request-invalid'],
  421: ['not-permitted'],
};

const sharedNames: Readonly<Record<number, string>> = {
  400: 'RequestInvalid',
  401: 'TokenMissing',
  403: 'NotPermitted',
  413: 'BodyTooLarge',
  421: 'OtherHost',
  429: 'TooManyRequests',
  500: 'ServerFailed',
  503: 'Unavailable',
};

const words: Readonly<Record<number, string>> = {
  401: 'No token, or one that nobody gave out',
  403: 'The token is of another role, or the Origin is not the server’s own',
  413: 'The body is longer than is taken',
  421: 'The Host is not a name of the server',
  429: 'Wait as long as Retry-After says',
};

const headers: Readonly<Record<number, object>> = {
  401: { 'WWW-Authenticate': { schema: { type: 'string', const: 'Bearer' } } },
  429: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } },
};

/** By name, for `components/responses`. */
export function sharedResponses(): object {
  const every = { ...toldApart, ...byStatus(everyFailure) };
  return Object.fromEntries(
    Object.entries(every).map(([status, codes]) => [
      sharedName(Number(status)),
      response(Number(status), codes),
    ]),
  );
}

/** By code, for `components/examples`; where one code has several statuses, by both. */
export function problemExamples(codes: Iterable<FailureCode>): object {
  const examples: Record<string, { value: HallProblem }> = {};
  const add = (code: FailureCode, status: number): void => {
    examples[exampleName(code, status)] = { value: { status, title: catalogue[code].message.en, code } };
  };
  for (const code of codes) add(code, statusOf(code));
  for (const [status, told] of Object.entries(toldApart)) for (const code of told) add(code, Number(status));
  return examples;
}

/** By status: those of every operation, and `own`. `takesBody`: the operation does. */
export function responsesTo(own: readonly FailureCode[], takesBody: boolean): object {
  const shared = Object.keys({ ...toldApart, ...byStatus(everyFailure) })
    .filter((status) => takesBody || status !== '413')
    .map((status) => [status, { $ref: `#/components/responses/${sharedName(Number(status))}` }]);
  const others = Object.entries(byStatus(own)).map(([status, codes]) => {
    const common = everyFailure.filter((code) => statusOf(code) === Number(status));
    return [status, response(Number(status), [...common, ...codes])];
  });
  return Object.fromEntries([...shared, ...others]);
}

function response(status: number, codes: readonly FailureCode[]): object {
  return {
    description:
      words[status] ?? codes.map((code) => `\`${code}\`: ${catalogue[code].message.en}`).join('\n\n'),
    ...(headers[status] === undefined ? {} : { headers: headers[status] }),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(
          codes.map((code) => [code, { $ref: `#/components/examples/${exampleName(code, status)}` }]),
        ),
      },
    },
  };
}

function byStatus(codes: readonly FailureCode[]): Readonly<Record<number, readonly FailureCode[]>> {
  const found: Record<number, FailureCode[]> = {};
  for (const code of codes) (found[statusOf(code)] ??= []).push(code);
  return found;
}

function sharedName(status: number): string {
  const name = sharedNames[status];
  if (name === undefined) throw new TypeError(`a response with status ${status} needs a name`);
  return name;
}

function exampleName(code: FailureCode, status: number): string {
  return status === statusOf(code) ? code : `${code}-${status}`;
}
