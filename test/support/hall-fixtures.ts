/** One hall at one moment, as its pages see it. Everybody in it is made up. */
import type { Ticket } from '#contracts/hall-api.ts';
import {
  hallConfigurationSchema,
  type ConfigurationVersion,
  type HallConfiguration,
} from '#contracts/hall/configuration.ts';
import type { HallAbout } from '#contracts/hall/answers.ts';
import type { DeskAnswer, DeskSession } from '#contracts/hall/desk.ts';
import type { FollowUp } from '#contracts/hall/ratings.ts';
import type { StatisticsRow } from '#contracts/hall/statistics.ts';
import type {
  BoardCall,
  BoardView,
  OrderTerms,
  PlaceView,
  QueueView,
  WindowView,
} from '#contracts/hall/views.ts';

const morning = Date.UTC(2026, 0, 5, 1, 30);
const minute = 60_000;

export const configuration: HallConfiguration = hallConfigurationSchema.parse({
  name: { zh: '云江区政务服务中心', en: 'Yunjiang District Service Centre' },
  businesses: [
    { id: 'social', name: { zh: '社保咨询', en: 'Social security' }, prefix: 'A' },
    { id: 'medical', name: { zh: '医保报销', en: 'Medical insurance' }, prefix: 'B' },
    { id: 'card', name: { zh: '社保卡补换', en: 'Card replacement' }, prefix: 'C' },
    { id: 'housing', name: { zh: '公积金提取', en: 'Housing fund' }, prefix: 'D', anonymous: true },
  ],
  windows: [
    { id: 'w1', number: 1, businesses: ['social', 'medical'] },
    { id: 'w2', number: 2, businesses: ['medical'] },
    { id: 'w3', number: 3, businesses: ['social', 'card'] },
    { id: 'w12', number: 12, businesses: ['housing'] },
  ],
  staff: [
    { id: 'wang', name: '王芳' },
    { id: 'li', name: '李建国' },
    { id: 'zhao', name: '赵敏' },
  ],
  day: { opens: '08:30', closes: '17:00', weekdays: [1, 2, 3, 4, 5], holidays: ['2026-01-01'] },
  appointments: {
    slots: [{ business: 'card', weekdays: [1, 3, 5], from: '09:00', to: '09:30', capacity: 6 }],
  },
  notices: [
    {
      id: 'heating',
      text: {
        zh: '社保卡补换窗口今天 16:00 提前停止取号',
        en: 'Card replacement gives no numbers after 16:00 today',
      },
    },
  ],
});
export const version: ConfigurationVersion = { version: 7, configuration, at: morning, by: 'admin' };

export const about: HallAbout = {
  name: configuration.name,
  timeZone: 'Asia/Shanghai',
  day: { date: '2026-01-05', state: 'open', by: null },
  dayFrom: 0,
  dayUntil: 1,
  now: 0,
  phoneUrl: null,
};

export function ticket(number: string, changes: Partial<Ticket> = {}): Ticket {
  return {
    id: `t-${number}`,
    business: configuration.businesses.find(({ prefix }) => prefix === number[0])?.id ?? 'social',
    number,
    sequence: Number(number.replaceAll(/\D/g, '')),
    businessDay: '2026-01-05',
    priority: null,
    issuedAt: new Date(morning).toISOString(),
    state: 'waiting',
    audit: `a-${number}`,
    further: [],
    offline: false,
    token: `token-${number}`,
    ...changes,
  };
}

function why(
  entry: number,
  lead: OrderTerms['lead'] = null,
  keptFor: OrderTerms['keptFor'] = null,
): OrderTerms {
  return { entry, lead, place: entry - (lead?.numbers ?? 0), keptFor };
}

export const queue: QueueView = {
  seq: 1,
  day: { date: '2026-01-05', state: 'open', by: null },
  closed: null,
  businesses: [
    {
      business: configuration.businesses[0] as never,
      open: true,
      windows: 2,
      expectedWaitMs: 14 * minute,
      waiting: [
        {
          ticket: ticket('A031', { priority: 'elderly' }),
          waitedMs: 2 * minute,
          why: why(57, { by: 'elderly', numbers: 20 }),
          appointment: null,
          calls: 0,
        },
        {
          ticket: ticket('A023'),
          waitedMs: 21 * minute,
          why: why(40),
          appointment: null,
          calls: 0,
        },
        {
          ticket: ticket('AX002', { offline: true }),
          waitedMs: 18 * minute,
          why: why(43, null, { kind: 'operator', operator: 'wang' }),
          appointment: null,
          calls: 1,
        },
      ],
      aside: [
        {
          ticket: ticket('A019', { state: 'parked' }),
          state: 'parked',
          reason: '材料不齐，去补',
          sinceMs: 9 * minute,
        },
        {
          ticket: ticket('A017', { state: 'passed-over' }),
          state: 'passed-over',
          reason: null,
          sinceMs: 12 * minute,
        },
      ],
      leftOver: [
        { ticket: ticket('A052', { state: 'left-over', businessDay: '2026-01-02' }), calls: 0, reason: null },
        {
          ticket: ticket('A031', { id: 't-former-A031', state: 'left-over', businessDay: '2026-01-02' }),
          calls: 2,
          reason: null,
        },
        {
          ticket: ticket('A027', { state: 'left-over', businessDay: '2026-01-02' }),
          calls: 1,
          reason: '等上级答复',
        },
      ],
      leftOverCount: 4,
    },
    {
      business: configuration.businesses[2] as never,
      open: true,
      windows: 1,
      expectedWaitMs: 6 * minute,
      waiting: [
        {
          ticket: ticket('C008'),
          waitedMs: 4 * minute,
          why: why(52, { by: 'appointment', numbers: 50 }),
          appointment: { from: morning, to: morning + 30 * minute },
          calls: 0,
        },
      ],
      aside: [],
      leftOver: [],
      leftOverCount: 0,
    },
  ],
};

export const session: DeskSession = {
  id: 'session-1',
  window: 'w3',
  operator: 'wang',
  businesses: ['social', 'card'],
  heartbeatMs: 5000,
};

export const emptyWindow: WindowView = {
  window: 'w3',
  number: 3,
  state: 'open',
  session: { id: session.id, operator: 'wang', operatorName: '王芳' },
  businesses: ['social', 'card'],
  ticket: null,
  next: {
    ticket: ticket('A031', { priority: 'elderly' }),
    why: why(57, { by: 'elderly', numbers: 20 }),
    waitedMs: 2 * minute,
  },
  waiting: 4,
};

export function windowWith(state: 'called' | 'serving'): WindowView {
  return {
    ...emptyWindow,
    ticket: {
      ticket: ticket('A022', { state, further: ['medical'] }),
      sinceMs: 45_000,
      calls: 1,
    },
  };
}

const elsewhere: readonly WindowView[] = [
  {
    window: 'w1',
    number: 1,
    state: 'open',
    session: { id: 's-1', operator: 'li', operatorName: '李建国' },
    businesses: ['social', 'medical'],
    ticket: null,
    next: null,
    waiting: 3,
  },
  {
    window: 'w2',
    number: 2,
    state: 'closed',
    session: { id: 's-2', operator: 'zhao', operatorName: '赵敏' },
    businesses: ['medical'],
    ticket: null,
    next: null,
    waiting: 0,
  },
  {
    window: 'w12',
    number: 12,
    state: 'empty',
    session: null,
    businesses: [],
    ticket: null,
    next: null,
    waiting: 0,
  },
];

export function windowsView(own: WindowView, help = true) {
  return {
    seq: 1,
    windows: [elsewhere[0], elsewhere[1], own, elsewhere[2]] as WindowView[],
    help: help ? [{ id: 'h1', origin: 'kiosk-2', at: morning }] : [],
  };
}

export function deskAnswer(own: WindowView): DeskAnswer {
  return { repeated: false, window: own, ticket: own.ticket?.ticket ?? null, why: null };
}

export const followUps: readonly FollowUp[] = [
  {
    ticket: 't-B004',
    number: 'B004',
    businessDay: '2026-01-02',
    business: 'medical',
    window: 'w2',
    operator: 'zhao',
    grade: 1,
    ratedAt: morning - 3 * 24 * 60 * minute,
    deadline: morning - minute,
    overdue: true,
    closed: null,
  },
  {
    ticket: 't-A007',
    number: 'A007',
    businessDay: '2026-01-05',
    business: 'social',
    window: 'w1',
    operator: 'li',
    grade: 2,
    ratedAt: morning,
    deadline: morning + 5 * 24 * 60 * minute,
    overdue: false,
    closed: null,
  },
];

export function boardCall(id: number, number: string, window: number, times = 1): BoardCall {
  return {
    id,
    number,
    window,
    business: ticket(number).business,
    times,
    at: morning + id * minute,
    day: null,
  };
}

export function boardView(called: readonly BoardCall[], changes: Partial<BoardView> = {}): BoardView {
  const last = [
    ...called,
    boardCall(9, 'B011', 2),
    boardCall(8, 'A020', 1),
    boardCall(7, 'D003', 12),
    boardCall(6, 'C006', 3),
    boardCall(5, 'A018', 1),
  ];
  return {
    seq: 1,
    name: configuration.name,
    timeZone: configuration.timeZone,
    day: queue.day,
    called: [...called],
    last,
    waits: [
      {
        business: 'social',
        name: configuration.businesses[0]?.name as never,
        open: true,
        waiting: 12,
        windows: 2,
        expectedWaitMs: 14 * minute,
      },
      {
        business: 'medical',
        name: configuration.businesses[1]?.name as never,
        open: true,
        waiting: 3,
        windows: 1,
        expectedWaitMs: 6 * minute,
      },
      {
        business: 'card',
        name: configuration.businesses[2]?.name as never,
        open: true,
        waiting: 1,
        windows: 1,
        expectedWaitMs: 30_000,
      },
      {
        business: 'housing',
        name: configuration.businesses[3]?.name as never,
        open: false,
        waiting: 0,
        windows: 0,
        expectedWaitMs: null,
      },
    ],
    notices: configuration.notices,
    ...changes,
  };
}

export const place: PlaceView = {
  seq: 1,
  ticket: 't-A023',
  number: 'A023',
  business: { id: 'social', name: configuration.businesses[0]?.name as never },
  further: [{ id: 'medical', name: configuration.businesses[1]?.name as never }],
  state: 'waiting',
  ahead: 5,
  expectedWaitMs: 14 * minute,
  window: null,
  grade: null,
  canRate: false,
  timeZone: configuration.timeZone,
};

function row(key: string, arrivals: number | null, factor: number): StatisticsRow {
  const count = arrivals ?? 20;
  return {
    key,
    arrivals,
    called: count - 1,
    finished: count - 3,
    noShows: 2,
    transfers: 1,
    neverCalled: 1,
    wait: { p50: 6 * minute * factor, p90: 15 * minute * factor, p99: 28 * minute * factor },
    service: { p50: 4 * minute, p90: 9 * minute, p99: 17 * minute },
    grades: [1, 0, 2, 5, 9],
  };
}

export const statistics: Readonly<Record<string, StatisticsRow[]>> = {
  total: [row('total', 214, 1)],
  business: [row('card', 40, 0.5), row('medical', 74, 1), row('social', 100, 1.4)],
  window: [row('w1', null, 1), row('w2', null, 0.8), row('w3', null, 1.2)],
  hour: ['08', '09', '10', '11', '13', '14', '15', '16'].map((key, index) =>
    row(key, [22, 41, 38, 19, 27, 33, 24, 10][index] ?? 0, 0.6 + index / 10),
  ),
  day: ['2025-12-30', '2025-12-31', '2026-01-02', '2026-01-05'].map((key, index) =>
    row(key, 180 + index * 11, 1),
  ),
};
