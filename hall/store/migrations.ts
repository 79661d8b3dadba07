/** The tables' scripts. One that was released is never changed; a change is one more at the end. */

/** `INTEGER` of SQLite has 64 bits, PostgreSQL's is `BIGINT`. */
function tables(integer: 'INTEGER' | 'BIGINT', end: string): string {
  return `
  CREATE TABLE hall (
    id TEXT NOT NULL PRIMARY KEY, seq ${integer} NOT NULL, entry ${integer} NOT NULL,
    tick ${integer} NOT NULL, ticked_at ${integer} NOT NULL, secret TEXT NOT NULL
  )${end};
  CREATE TABLE configuration (
    hall TEXT NOT NULL, version ${integer} NOT NULL, body TEXT NOT NULL, PRIMARY KEY (hall, version)
  )${end};
  CREATE TABLE day (
    hall TEXT NOT NULL, date TEXT NOT NULL, ended ${integer} NOT NULL, body TEXT NOT NULL, PRIMARY KEY (hall, date)
  )${end};
  CREATE TABLE ticket (
    hall TEXT NOT NULL, id TEXT NOT NULL, day TEXT NOT NULL, series TEXT NOT NULL, sequence ${integer} NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (hall, id), UNIQUE (hall, day, series, sequence)
  )${end};
  CREATE TABLE event (
    hall TEXT NOT NULL, seq ${integer} NOT NULL, at ${integer} NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (hall, seq)
  )${end};
  CREATE TABLE answer (
    hall TEXT NOT NULL, key TEXT NOT NULL, asked TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (hall, key)
  )${end};
  CREATE TABLE session (
    hall TEXT NOT NULL, id TEXT NOT NULL, ended ${integer} NOT NULL, beat ${integer} NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (hall, id)
  )${end};
  CREATE INDEX open_session ON session (hall) WHERE ended = 0;
  CREATE TABLE help (
    hall TEXT NOT NULL, id TEXT NOT NULL, answered ${integer} NOT NULL, body TEXT NOT NULL, PRIMARY KEY (hall, id)
  )${end};
  CREATE INDEX open_help ON help (hall) WHERE answered = 0;
  CREATE TABLE appointment (
    hall TEXT NOT NULL, id TEXT NOT NULL, date TEXT NOT NULL, person TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (hall, id)
  )${end};
  CREATE INDEX appointment_day ON appointment (hall, date, person);
  CREATE TABLE lease (
    hall TEXT NOT NULL, id TEXT NOT NULL, station TEXT NOT NULL, day TEXT NOT NULL, series TEXT NOT NULL,
    last ${integer} NOT NULL, body TEXT NOT NULL, PRIMARY KEY (hall, id), UNIQUE (hall, day, series, last)
  )${end};
  CREATE TABLE follow_up (
    hall TEXT NOT NULL, ticket TEXT NOT NULL, closed ${integer} NOT NULL, deadline ${integer} NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (hall, ticket)
  )${end};
  CREATE INDEX open_follow_up ON follow_up (hall, closed, deadline);
  CREATE TABLE cursor (
    hall TEXT NOT NULL, name TEXT NOT NULL, seq ${integer} NOT NULL, PRIMARY KEY (hall, name)
  )${end};
  `;
}

const datedTables = ['answer', 'session', 'help'] as const;

/** By which old rows are found: those that are at their end. */
const datedIndexes = `
  CREATE INDEX old_answer ON answer (hall, at);
  CREATE INDEX old_session ON session (hall, at) WHERE ended = 1;
  CREATE INDEX old_help ON help (hall, at) WHERE answered = 1;
  `;

/** A default that is reckoned once rewrites no row, however many there are. */
const datedOnPostgres = `
  ${datedTables
    .map(
      (table) =>
        `ALTER TABLE ${table} ADD COLUMN at BIGINT NOT NULL DEFAULT (extract(epoch FROM now()) * 1000)::bigint;
         ALTER TABLE ${table} ALTER COLUMN at DROP DEFAULT;`,
    )
    .join('\n')}
  ${datedIndexes}`;

const datedOnSqlite = `
  ${datedTables
    .map(
      (table) =>
        `ALTER TABLE ${table} ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
         UPDATE ${table} SET at = unixepoch() * 1000;`,
    )
    .join('\n')}
  ${datedIndexes}`;

export const postgresMigrations: readonly string[] = [tables('BIGINT', ''), datedOnPostgres];

/** The first two tables of the embedded hall, as they were released. */
const firstTables = `
  CREATE TABLE ticket (
    business_day TEXT NOT NULL,
    prefix TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    id TEXT NOT NULL UNIQUE,
    business TEXT NOT NULL,
    rank INTEGER NOT NULL,
    person TEXT,
    priority TEXT CHECK (priority IN ('elderly', 'disabled')),
    origin TEXT NOT NULL,
    audit TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'void')),
    void_reason TEXT,
    voided_at INTEGER,
    PRIMARY KEY (business_day, prefix, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX one_live_ticket ON ticket (business_day, person, business)
    WHERE state = 'waiting' AND person IS NOT NULL;
  CREATE UNIQUE INDEX waiting ON ticket (business_day, business, sequence, rank) WHERE state = 'waiting';

  -- Keys that were answered with a ticket that was there already.
  CREATE TABLE repeated_request (
    key TEXT PRIMARY KEY,
    ticket TEXT NOT NULL REFERENCES ticket (id)
  ) STRICT, WITHOUT ROWID;
  `;

/** The name under which an embedded hall stands in tables that can hold many. */
export const embeddedHallId = 'local';

/**
 * From the first tables to those of a whole hall: everybody of the newest day waits on, in the order in which numbers were taken;
 * whoever waited on an earlier day is left over.
 */
const wholeHall = `
  ALTER TABLE ticket RENAME TO first_ticket;
  DROP INDEX one_live_ticket;
  DROP INDEX waiting;
  ALTER TABLE repeated_request RENAME TO first_repeated;
  ${tables('INTEGER', ' STRICT, WITHOUT ROWID')}
  INSERT INTO ticket (hall, id, day, series, sequence, body)
  SELECT '${embeddedHallId}', id, business_day, prefix, sequence, json_object(
    'id', id, 'day', business_day, 'series', prefix, 'sequence', sequence, 'business', business, 'further', json('[]'),
    'state', current, 'person', person, 'priority', priority, 'origin', origin, 'audit', audit, 'offline', json('false'),
    'issuedAt', issued_at, 'entry', entry, 'front', json('false'), 'appointment', NULL, 'keptFor', NULL, 'session', NULL,
    'reason', void_reason, 'changedAt', coalesce(voided_at, issued_at),
    'visit', json_object('business', business, 'since', issued_at, 'firstCalledAt', NULL, 'calledAt', NULL, 'begunAt', NULL,
      'endedAt', voided_at, 'calls', 0, 'callSeq', NULL, 'window', NULL, 'operator', NULL,
      'outcome', iif(current = 'waiting', NULL, current)),
    'visits', json('[]'), 'grade', NULL)
  FROM (
    SELECT *, row_number() OVER (ORDER BY business_day, issued_at, prefix, sequence) AS entry,
      iif(state = 'waiting' AND business_day < (SELECT max(business_day) FROM first_ticket), 'left-over', state) AS current
    FROM first_ticket
  );
  INSERT INTO hall (id, seq, entry, tick, ticked_at, secret)
  SELECT '${embeddedHallId}', 0, count(*), 0, 0, lower(hex(randomblob(32))) FROM first_ticket HAVING count(*) > 0;
  INSERT INTO day (hall, date, ended, body)
  SELECT '${embeddedHallId}', business_day, iif(business_day < (SELECT max(business_day) FROM first_ticket), 1, 0), json_object(
    'date', business_day, 'override', NULL, 'by', NULL, 'staleTicks', 0,
    'announced', iif(business_day < (SELECT max(business_day) FROM first_ticket), 'ended', 'open'))
  FROM first_ticket GROUP BY business_day;
  INSERT INTO answer (hall, key, asked, body)
  SELECT '${embeddedHallId}', key, 'issue', json_object('ticket', ticket, 'existing', json('true')) FROM first_repeated;
  DROP TABLE first_repeated;
  DROP TABLE first_ticket;
  `;

export const sqliteMigrations: readonly string[] = [firstTables, wholeHall, datedOnSqlite];
