import { beforeEach, describe, expect, it } from '@jest/globals';

import type { EmulatorCommand } from '#contracts/emulators.ts';
import { fail, ok } from '#contracts/result.ts';
import { syntheticPeople } from '#platform/people.ts';
import { Dock } from '#station/dock.ts';
import { testConfig } from '#test/support/station-config.ts';

describe('a finger at the dock', () => {
  const people = syntheticPeople();
  let commands: EmulatorCommand[];
  let dock: Dock;

  beforeEach(async () => {
    commands = [];
    dock = new Dock({
      config: testConfig(),
      standIn: {
        people: () => Promise.resolve(ok(people)),
        mintCode: () => Promise.resolve(fail('unknown-code')),
        enrol: () => Promise.resolve(ok(undefined)),
        setFaults: () => Promise.resolve(ok(undefined)),
      },
      command: (command) => {
        commands.push(command);
        return Promise.resolve(ok(undefined));
      },
      now: () => Date.UTC(2026, 0, 5),
    });
    await dock.load();
  });

  it("is the person's that the stand-in has on file, or a stranger's", async () => {
    await dock.request({ do: 'put-finger', device: 'finger', person: 7, quality: 'good' });
    await dock.request({ do: 'put-finger', device: 'finger', person: null, quality: 'smudge' });
    expect(commands).toEqual([
      { action: 'put-finger', device: 'finger', template: people[7]?.fingerTemplate, quality: 'good' },
      { action: 'put-finger', device: 'finger', template: null, quality: 'smudge' },
    ]);
  });

  it('is none of a person whom there is not', async () => {
    expect(
      await dock.request({ do: 'put-finger', device: 'finger', person: 200, quality: 'good' }),
    ).toMatchObject({ error: { code: 'person-unknown' } });
    expect(commands).toEqual([]);
  });
});
