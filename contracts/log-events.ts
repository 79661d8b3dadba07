/**
 * The one catalogue of log events; `docs/log-events.md` is generated from it.
 * `fields` names what an event may carry besides `at` and `level`. No field ever holds a name or an identity number:
 * a person appears as `person`, a keyed hash.
 */
interface LogEvent {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly description: string;
  readonly fields: readonly string[];
}

export const logEvents = {
  'station-starting': {
    level: 'info',
    description: 'The station begins to start.',
    fields: ['version', 'dataFolder'],
  },
  'station-ready': {
    level: 'info',
    description: 'The station serves its pages.',
    fields: ['url', 'startMs'],
  },
  'station-failed': {
    level: 'error',
    description: 'The station could not start.',
    fields: ['code', 'detail', 'remedy'],
  },
  'station-stopping': { level: 'info', description: 'The station was asked to stop.', fields: ['signal'] },
  'station-reconciled': {
    level: 'info',
    description: 'Intents left open by a crash were settled at start.',
    fields: ['kind', 'count', 'outcome'],
  },
  'process-started': {
    level: 'info',
    description: 'A supervised process runs.',
    fields: ['process', 'pid', 'attempt'],
  },
  'process-lost': {
    level: 'warn',
    description: 'A supervised process ended or stopped answering.',
    fields: ['process', 'reason', 'restartInMs'],
  },
  'process-given-up': {
    level: 'error',
    description: 'A supervised process used up its restarts.',
    fields: ['process', 'restarts'],
  },
  'message-refused': {
    level: 'warn',
    description:
      'A message between the processes broke its contract and was dropped; `where` names the fields.',
    fields: ['process', 'where'],
  },
  'device-state': {
    level: 'info',
    description: 'A device changed its state.',
    fields: ['device', 'state', 'code', 'detail'],
  },
  'device-failed': { level: 'warn', description: 'A device failed.', fields: ['device', 'code', 'detail'] },
  'device-resync': {
    level: 'warn',
    description: 'A parser threw bytes away to find the next frame.',
    fields: ['device', 'bytes'],
  },
  'card-failed': {
    level: 'warn',
    description: 'A card could not be used.',
    fields: ['device', 'code', 'detail'],
  },
  'identity-card-failed': {
    level: 'warn',
    description: 'An identity card could not be used.',
    fields: ['device', 'code', 'detail'],
  },
  'code-failed': {
    level: 'warn',
    description: 'A scanned code could not be used.',
    fields: ['device', 'code', 'detail'],
  },
  'gate-failed': {
    level: 'warn',
    description: 'A gate did not do what was asked.',
    fields: ['device', 'code', 'detail'],
  },
  'gate-alarm': {
    level: 'warn',
    description: 'Somebody passed a gate without or against an opening, or a sensor is stuck.',
    fields: ['device', 'alarm'],
  },
  'print-failed': {
    level: 'warn',
    description: 'A ticket was not proved to be printed.',
    fields: ['device', 'code', 'detail'],
  },
  'failure-shown': {
    level: 'info',
    description: 'An error card was shown; `kind` is the event that the failure belongs to.',
    fields: ['face', 'code', 'kind', 'detail', 'credential'],
  },
  'identify-failed': {
    level: 'info',
    description: 'A credential did not lead to a person that may be served.',
    fields: ['face', 'code', 'credential'],
  },
  identified: {
    level: 'info',
    description: 'A credential led to a person.',
    fields: ['face', 'credential', 'person', 'withPlatform', 'ms'],
  },
  passage: {
    level: 'info',
    description: 'An opening of the gate ended.',
    fields: ['face', 'person', 'result', 'direction'],
  },
  'number-given': {
    level: 'info',
    description: 'A number is durable.',
    fields: ['face', 'business', 'number', 'person', 'priority'],
  },
  'ticket-printed': {
    level: 'info',
    description: 'The printer proved a ticket.',
    fields: ['face', 'number', 'copy'],
  },
  'staff-called': { level: 'info', description: 'Somebody pressed 求助.', fields: ['face', 'screen'] },
  'session-ended': {
    level: 'info',
    description: 'A session ended and nothing of the person remains.',
    fields: ['face', 'reason', 'seconds'],
  },
  'platform-failed': {
    level: 'warn',
    description: 'A request to the platform failed.',
    fields: ['operation', 'code', 'detail', 'attempt'],
  },
  'platform-away': {
    level: 'warn',
    description: 'The circuit breaker opened: the platform counts as away.',
    fields: ['failures'],
  },
  'platform-back': { level: 'info', description: 'The platform answers again.', fields: ['awaySeconds'] },
  'outbox-sent': {
    level: 'debug',
    description: 'An outbox entry was acknowledged by the platform.',
    fields: ['id', 'topic', 'attempts'],
  },
  'outbox-refused': {
    level: 'error',
    description: 'The platform refused an outbox entry for good; it is kept for staff.',
    fields: ['id', 'topic', 'code'],
  },
  'person-refused': {
    level: 'warn',
    description: 'A credential led to a person who may not be served, such as one recorded as dead.',
    fields: ['person', 'code', 'credential'],
  },
  'qualification-begun': {
    level: 'info',
    description: 'An attempt at qualification authentication began, with consent where something is taken.',
    fields: ['face', 'person', 'way'],
  },
  'qualification-decided': {
    level: 'info',
    description: 'An attempt is decided and durable.',
    fields: ['face', 'person', 'way', 'result', 'code', 'score', 'ms'],
  },
  'qualification-settled': {
    level: 'info',
    description: 'The platform answered an attempt or a booking.',
    fields: ['topic', 'outcome', 'resumed', 'audit'],
  },
  'home-visit-booked': {
    level: 'info',
    description: 'A home visit is durable.',
    fields: ['face', 'person', 'town', 'proxy'],
  },
  'qualification-failed': {
    level: 'info',
    description: 'A way of qualification authentication did not lead to a result.',
    fields: ['face', 'person', 'way', 'code', 'detail'],
  },
  'receipt-printed': {
    level: 'info',
    description: 'The printer proved a receipt of qualification authentication.',
    fields: ['face', 'copy'],
  },
  'face-engine-started': {
    level: 'info',
    description: 'The face engine has loaded its models.',
    fields: ['ms'],
  },
  'hall-look-failed': {
    level: 'error',
    description:
      'What happens in the hall by rule (lost windows, the turn of the day) broke at `place`; it is looked at again in the next round.',
    fields: ['place'],
  },
  'hall-database-away': {
    level: 'error',
    description:
      "The hall's database did not take what happens by rule, and is asked again every few seconds. `detail`: in its own words.",
    fields: ['code', 'detail'],
  },
  'hall-database-back': {
    level: 'info',
    description: "The hall's database works again.",
    fields: ['awaySeconds'],
  },
  'hall-failed': {
    level: 'warn',
    description: 'The queue could not do what was asked.',
    fields: ['code', 'detail'],
  },
  'city-away': {
    level: 'warn',
    description:
      'Events do not reach the city; the hall keeps them. `reason`: unreachable, refused, credentials, hall.',
    fields: ['reason', 'detail'],
  },
  'city-back': {
    level: 'info',
    description: 'Events reach the city again; `behind` are still to come.',
    fields: ['tries', 'behind'],
  },
  'city-asked-again': {
    level: 'warn',
    description: 'The city missed events that had been acknowledged; they were sent once more.',
    fields: ['from', 'to', 'sent'],
  },
  'city-events-gone': {
    level: 'warn',
    description: 'The city misses events up to `upTo` that the hall keeps no more; it was told so.',
    fields: ['upTo'],
  },
  'city-view-away': {
    level: 'warn',
    description: "The city view does not get the halls' events; the stream keeps them.",
    fields: ['reason', 'detail'],
  },
  'city-view-back': {
    level: 'info',
    description: "The city view gets the halls' events.",
    fields: ['tries'],
  },
  'city-message-refused': {
    level: 'warn',
    description:
      'Messages on a subject of halls were no events: the first at once, then their number. `where`: the fields of the last.',
    fields: ['subject', 'where', 'count'],
  },
  'city-events-missing': {
    level: 'warn',
    description: 'Later events of a hall came without these; the hall was asked for them.',
    fields: ['region', 'hall', 'from', 'to'],
  },
  'hall-serving': {
    level: 'info',
    description: 'A hall server serves callers, boards, phones and stations.',
    fields: ['url'],
  },
  'hall-away': {
    level: 'warn',
    description: 'The hall server does not answer, or refuses the station, which gives numbers of its lease.',
    fields: ['failures'],
  },
  'hall-back': {
    level: 'info',
    description: 'The hall server answers again.',
    fields: ['awaySeconds'],
  },
  'hall-refuses': {
    level: 'error',
    description:
      'The hall server answers and refuses this station itself (its token, the address it is called by); a station that runs gives numbers of its lease.',
    fields: ['code', 'url'],
  },
  'hall-merged': {
    level: 'info',
    description: 'Numbers that were given without the hall are in its queue.',
    fields: ['count'],
  },
  'hall-merge-refused': {
    level: 'error',
    description:
      'The hall does not take a number that was given without it; staff must look after its holder.',
    fields: ['number', 'code', 'detail'],
  },
  'hall-lease-short': {
    level: 'warn',
    description: 'No number is left for a business while the hall is away.',
    fields: ['business'],
  },
  'hall-business-unknown': {
    level: 'warn',
    description:
      "The hall at `url` does not have these businesses of the station's `hall.businesses`; no numbers are given for them.",
    fields: ['businesses', 'url'],
  },
  'hall-configuration-changed': {
    level: 'info',
    description: "Another version of the station's own hall is in force.",
    fields: ['version'],
  },
  'hall-day-changed': {
    level: 'info',
    description: "The business day of the station's own hall is open, closed or ended.",
    fields: ['date', 'state'],
  },
  'hall-file-differs': {
    level: 'warn',
    description:
      "The station's file says otherwise than its hall, which counts; `settings` names what. See docs/hall.md.",
    fields: ['version', 'settings'],
  },
  'store-failed': { level: 'error', description: 'Data could not be written.', fields: ['code', 'detail'] },
  'store-recovered': { level: 'info', description: 'Data can be written again.', fields: ['seconds'] },
  'config-failed': {
    level: 'error',
    description: 'The configuration was refused.',
    fields: ['code', 'path'],
  },
  'request-refused': {
    level: 'warn',
    description: 'A request came without the token, from a foreign origin or host, or beyond its role.',
    fields: ['reason', 'count'],
  },
  'request-failed': {
    level: 'error',
    description:
      'A request of a page met an unforeseen error; `detail` names its kind and place, never its words.',
    fields: ['path', 'detail'],
  },
  'face-connected': { level: 'info', description: 'A page connected.', fields: ['role'] },
  'face-disconnected': { level: 'info', description: 'A page went away.', fields: ['role'] },
} as const satisfies Record<string, LogEvent>;

export type LogEventName = keyof typeof logEvents;
export type LogFields<N extends LogEventName> = {
  readonly [F in (typeof logEvents)[N]['fields'][number]]?: string | number | boolean | null | undefined;
};

/** Where events go: pino in a process, an array in a test. */
export interface Log {
  event<N extends LogEventName>(name: N, fields: LogFields<N>): void;
}
