/** What comes in to break something: names in a configuration, texts that no database takes. */
import { afterEach, describe, expect, it } from '@jest/globals';

import { hallConfigurationSchema, type HallConfiguration } from '#contracts/hall/configuration.ts';
import { hallPaths } from '#contracts/hall/paths.ts';
import { TestHallServer } from '#test/support/hall-server.ts';
import { testHall, valueOf } from '#test/support/halls.ts';
import { hostileNames, refusedNames } from '#test/support/hostile-names.ts';

let server: TestHallServer;
afterEach(() => server.stop());

const request = { business: 'pension', person: null, priority: null, origin: 'k1', audit: 'a1' };

describe('a name that would break where it stands', () => {
  const named = (name: string): object => {
    const text = { zh: name, en: name };
    const [first, ...others] = testHall.businesses;
    return { ...testHall, businesses: [{ ...first, name: text }, ...others] };
  };

  it.each(Object.entries(refusedNames))('is refused at the door: %s', async (_what, name) => {
    server = await TestHallServer.start();
    const places: readonly (readonly [string, object])[] = [
      ['configuration.businesses.0.name.zh', named(name)],
      ['configuration.name.zh', { ...testHall, name: { zh: name, en: 'Hall' } }],
      ['configuration.staff.0.name', { ...testHall, staff: [{ id: 'li', name }] }],
      [
        'configuration.notices.0.text.en',
        { ...testHall, notices: [{ id: 'n', text: { zh: '通知', en: name.repeat(4) } }] },
      ],
    ];
    for (const [place, configuration] of places) {
      const change = { expected: 1, by: 'li', configuration };
      const answer = await server.ask('administrator', 'changeConfiguration', change);
      expect(answer).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
      expect(answer.text).toContain(place);
    }
    expect(valueOf(await server.hall.configuration()).version).toBe(1);
  });
});

describe('a text that no database takes', () => {
  it.each(['a\u0000b', 'a\nb', '\ud800', 'a\u202eb'])(
    'is refused, and nobody else with it: %j',
    async (text) => {
      server = await TestHallServer.start();
      const answers = await Promise.all([
        server.ask('kiosk', 'issue', { ...request, key: 'one' }),
        server.ask('kiosk', 'issue', { ...request, key: text }),
        server.ask('kiosk', 'issue', { ...request, key: 'two', origin: text }),
        server.ask('kiosk', 'issue', { ...request, key: 'three', person: text }),
        server.ask('kiosk', 'issue', { ...request, key: 'four' }),
        server.ask('kiosk', 'void', { ticket: text, reason: 'gone' }),
        server.ask('kiosk', 'callHelp', { key: 'help', origin: text }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 400, 400, 400, 200, 400, 400]);
    },
  );

  it('is refused in a query too', async () => {
    server = await TestHallServer.start();
    expect(await server.ask('kiosk', 'findByKey', { key: 'a\u0000b' })).toMatchObject({ status: 400 });
    expect(await server.ask('kiosk', 'issuedBy', { origin: 'a\u0000b' })).toMatchObject({ status: 400 });
  });
});

describe('hostile names that stand in a configuration', () => {
  const entries = Object.values(hostileNames);
  const configuration: HallConfiguration = hallConfigurationSchema.parse({
    ...testHall,
    name: { zh: entries[0], en: entries[0] },
    businesses: entries.map((name, index) => ({
      id: `b${index}`,
      name: { zh: name, en: name },
      prefix: 'ABCDEFGHIJ'.charAt(index),
    })),
    windows: [{ id: 'w1', number: 1, businesses: entries.map((_, index) => `b${index}`) }],
    staff: [{ id: 'li', name: entries[0]?.slice(0, 32) }],
    notices: entries.map((text, index) => ({ id: `n${index}`, text: { zh: text, en: text } })),
  });

  it('come back in JSON as they are, and stand in no log and no metric', async () => {
    server = await TestHallServer.start({ configuration });
    for (const [index] of entries.entries())
      await server.ask('kiosk', 'issue', { ...request, business: `b${index}`, key: `k${index}` });
    const session = valueOf(await server.hall.signIn({ key: 's', window: 'w1', operator: 'li' })).id;
    await server.ask('caller', 'perform', { key: 'c', session, do: 'call-next', current: null });
    const board = await server.ask('board', 'board');
    expect(board.body).toMatchObject({
      waits: entries.map((zh) => ({ name: { zh } })),
      notices: entries.map((zh) => ({ text: { zh } })),
    });
    await server.request(`/${encodeURIComponent(entries.join(''))}`);
    const metrics = await server.request(hallPaths.metrics);
    const said = `${server.logged.join('\n')}\n${metrics.text}`;
    expect(said).toContain('operation="perform"');
    for (const name of entries) expect(said).not.toContain(name);
    // Prometheus's own form: a name, labels in quotes, a number.
    for (const line of metrics.text.split('\n'))
      expect(line).toMatch(/^(?:#.*|[a-z_]+(?:\{(?:[a-z]+="[^"\\]*",?)*\})? \S+|)$/);
  });

  it('are one cell each of the figures, and none of them a formula', async () => {
    server = await TestHallServer.start({ configuration });
    for (const [index] of entries.entries())
      await server.ask('kiosk', 'issue', { ...request, business: `b${index}`, key: `k${index}` });
    const { date } = valueOf(await server.hall.day());
    const csv = await server.request(`${hallPaths.statisticsCsv}?from=${date}&to=${date}&by=business`, {
      headers: { authorization: `Bearer ${server.token('statistics')}` },
    });
    const rows = cellsOf(csv.text.replace(/^\uFEFF/, ''));
    const [header = [], ...figures] = rows;
    expect(figures.map((cells) => cells.length)).toEqual(entries.map(() => header.length));
    expect(figures.map(([, name]) => name?.replace(/^'/, ''))).toEqual(entries);
    for (const [, name = ''] of figures) expect(name).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
  });
});

/** RFC 4180, by its own grammar. */
function cellsOf(text: string): string[][] {
  return text
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) =>
        quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
      ),
    );
}
