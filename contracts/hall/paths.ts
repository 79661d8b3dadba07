/** Where pages and hall server meet, relative to the server's address. Free of zod: pages load this. */

/**
 * Who asks. `kiosk`: a station. `caller`: staff at windows. `board`: displays. `administrator`: who changes configuration and
 * day. `statistics`: who reads figures. `rating`: the citizen's screen at a window. `ticket`: whoever holds the paper, by the
 * token in its QR.
 */
export const hallRoles = ['kiosk', 'caller', 'board', 'administrator', 'statistics', 'rating'] as const;
export type HallRole = (typeof hallRoles)[number];
export type HallCaller = HallRole | 'ticket';

/** Each page finds its token in the address's fragment: `/caller/#token=…`, and `/phone/#ticket=…` the ticket's own. */
export const hallPages = {
  caller: '/caller/',
  board: '/board/',
  statistics: '/statistics/',
  administration: '/hall-admin/',
  /** At a window, with `#token=…&window=…`: what is called there, and five faces once it is finished. */
  rating: '/rating/',
  phone: '/phone/',
} as const;

/**
 * Every operation: method and path. What goes in is one flat object, the query of a GET and the JSON body of a POST or PUT; what
 * comes out is JSON, or problem details (contracts/hall/problem.ts). Shapes and roles stand in contracts/hall/operations.ts.
 */
export const hallRoutes = {
  about: ['GET', '/v1/hall'],
  businesses: ['GET', '/v1/businesses'],
  issue: ['POST', '/v1/tickets'],
  ticketsOf: ['POST', '/v1/tickets/of-person'],
  findByKey: ['GET', '/v1/tickets/by-key'],
  issuedBy: ['GET', '/v1/tickets'],
  void: ['POST', '/v1/tickets/void'],
  personKey: ['GET', '/v1/person-key'],
  hold: ['POST', '/v1/leases/hold'],
  merge: ['POST', '/v1/leases/merge'],
  release: ['POST', '/v1/leases/release'],
  leaseAccounts: ['GET', '/v1/leases/accounts'],
  signIn: ['POST', '/v1/sessions'],
  heartbeat: ['POST', '/v1/sessions/heartbeat'],
  perform: ['POST', '/v1/commands'],
  queue: ['GET', '/v1/queue'],
  windows: ['GET', '/v1/windows'],
  signs: ['GET', '/v1/signs'],
  board: ['GET', '/v1/board'],
  place: ['GET', '/v1/place'],
  ratePlace: ['POST', '/v1/place/rating'],
  rate: ['POST', '/v1/ratings'],
  followUps: ['GET', '/v1/follow-ups'],
  closeFollowUp: ['POST', '/v1/follow-ups/close'],
  slots: ['GET', '/v1/slots'],
  book: ['POST', '/v1/appointments'],
  cancelAppointment: ['POST', '/v1/appointments/cancel'],
  appointmentsOf: ['POST', '/v1/appointments/of-person'],
  appointments: ['GET', '/v1/appointments'],
  callHelp: ['POST', '/v1/help'],
  withdrawHelp: ['POST', '/v1/help/withdraw'],
  answerHelp: ['POST', '/v1/help/answer'],
  openHelp: ['GET', '/v1/help'],
  day: ['GET', '/v1/day'],
  changeDay: ['POST', '/v1/day'],
  configuration: ['GET', '/v1/configuration'],
  changeConfiguration: ['PUT', '/v1/configuration'],
  configurationHistory: ['GET', '/v1/configuration/history'],
  statistics: ['GET', '/v1/statistics'],
  events: ['GET', '/v1/events'],
} as const satisfies Readonly<Record<string, readonly ['GET' | 'POST' | 'PUT', string]>>;
export type HallOperation = keyof typeof hallRoutes;
// Object.keys knows no names; the object above has no others.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
export const hallOperationNames = Object.keys(hallRoutes) as HallOperation[];

export const hallPaths = {
  /** WebSocket: contracts/hall/stream.ts. */
  stream: '/v1/stream',
  /** GET with `?number=A012&window=3`: audio/wav of the call as it is spoken, for a board without a Chinese voice. */
  speech: '/v1/speech',
  /** GET, as `/v1/statistics`: text/csv with a header line. */
  statisticsCsv: '/v1/statistics.csv',
  health: '/healthz',
  metrics: '/metrics',
  openapi: '/openapi.json',
} as const;

/** Milliseconds between two words by which the holder of a ticket hears that the stream lives: contracts/hall/stream.ts. */
export const streamAliveMs = 10_000;
