/** Requests and answers of one morning, for whoever reads the OpenAPI document. Everybody in them is made up. */
import type { Ticket } from '#contracts/hall-api.ts';
import type { HallInput, HallReply } from '#contracts/hall/operations.ts';
import type { HallOperation } from '#contracts/hall/paths.ts';

const key = '5f0e6a52-0f3c-4b3e-9d0a-6f5f3f1f7c11';
const session = '0b9f4c1e-6f0a-4a57-8f55-2d1f8e4a9c31';
const request = {
  business: 'pension',
  person: '2f1c9e4b7a6d5038c1e2f3a4b5968778695a4b3c2d1e0f9e8d7c6b5a49382716',
  priority: null,
  origin: 'kiosk-7:kiosk',
  audit: 'K3V0A7QH1M2B9T4E',
};
const ticket: Ticket = {
  id: key,
  business: request.business,
  number: 'A012',
  sequence: 12,
  businessDay: '2026-01-05',
  priority: null,
  issuedAt: '2026-01-05T01:30:00.000Z',
  state: 'waiting',
  audit: request.audit,
  further: [],
  offline: false,
  token: '20260105-A-12-AbCdEfGhIjKlMnOpQrStUv',
};
const why = { entry: 31, lead: null, place: 31, keptFor: null };

type Examples<Of extends Readonly<Record<HallOperation, unknown>>> = {
  readonly [O in HallOperation]?: Readonly<Record<string, Of[O]>>;
};

/** By operation and a name of its own. */
export const requestExamples: Examples<{ readonly [O in HallOperation]: HallInput<O> }> = {
  issue: {
    number: { key, ...request },
    withoutIdentity: { key, ...request, person: null },
  },
  merge: {
    afterACut: {
      station: 'kiosk-7-38120954',
      tickets: [
        { key, ...request, lease: 'lease-3', sequence: 1, ageMs: 840_000, instead: null },
        {
          key: '9d1c7a40-51a6-4b0e-a0a5-0b9b1f6d2c77',
          ...request,
          person: null,
          lease: 'lease-3',
          sequence: 2,
          ageMs: 615_000,
          instead: '1a2b3c4d-0f3c-4b3e-9d0a-6f5f3f1f7c11',
        },
      ],
    },
  },
  signIn: { window: { key, window: 'w3', operator: 'wang' } },
  perform: {
    callNext: { key, session, do: 'call-next', current: 'finish' },
    park: { key, session, do: 'park', reason: '材料不齐' },
    transfer: { key, session, do: 'transfer', to: { kind: 'business', business: 'card' }, at: 'front' },
  },
  rate: { atTheWindow: { of: { kind: 'ticket', ticket: ticket.id }, grade: 5 } },
  book: { time: { key, business: 'card', person: request.person, date: '2026-01-07', from: '09:30' } },
  changeDay: { close: { change: 'close', by: 'wang' } },
};

/** By operation. */
export const answerExamples: { readonly [O in HallOperation]?: HallReply<O> } = {
  issue: { ticket, ahead: 5, expectedWaitMs: 840_000, existing: false },
  perform: {
    repeated: false,
    window: {
      window: 'w3',
      number: 3,
      state: 'open',
      session: { id: session, operator: 'wang', operatorName: '王芳' },
      businesses: ['pension', 'card'],
      ticket: { ticket: { ...ticket, state: 'called' }, sinceMs: 0, calls: 1 },
      next: null,
      waiting: 0,
    },
    ticket: { ...ticket, state: 'called' },
    why,
  },
  board: {
    seq: 118,
    name: { zh: '云江区政务服务中心', en: 'Yunjiang District Service Centre' },
    timeZone: 'Asia/Shanghai',
    day: { date: '2026-01-05', state: 'open', by: null },
    called: [
      { id: 117, number: 'A012', window: 3, business: 'pension', times: 1, at: 1_767_577_800_000, day: null },
    ],
    last: [
      { id: 117, number: 'A012', window: 3, business: 'pension', times: 1, at: 1_767_577_800_000, day: null },
    ],
    waits: [
      {
        business: 'pension',
        name: { zh: '养老业务', en: 'Pensions' },
        open: true,
        waiting: 4,
        windows: 2,
        expectedWaitMs: 660_000,
      },
    ],
    notices: [],
  },
  place: {
    seq: 118,
    ticket: ticket.id,
    number: 'A012',
    business: { id: 'pension', name: { zh: '养老业务', en: 'Pensions' } },
    further: [],
    state: 'waiting',
    ahead: 5,
    expectedWaitMs: 840_000,
    window: null,
    grade: null,
    canRate: false,
    timeZone: 'Asia/Shanghai',
  },
};
