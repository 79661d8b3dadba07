/** A session that runs a gate. */
import { describe, expect, it } from '@jest/globals';

import type { DeviceEvent } from '#contracts/devices.ts';
import { DrivenSession } from '#test/support/driven-session.ts';
import { identifiedPerson } from '#test/support/identified-person.ts';
import { readCard } from '#test/support/read-card.ts';
import { testConfig } from '#test/support/station-config.ts';
import { entryScene } from '../services/entry/scene.ts';

const config = testConfig();
const face = config.faces.find((one) => one.page === 'gate');
if (face === undefined) throw new Error('no gate');
const rules = { config, face, scenes: [entryScene], now: () => 1_000_000 };

const newGate = (): DrivenSession => new DrivenSession(rules);
const atPassage = (): DrivenSession =>
  newGate().insert().read().identified(identifiedPerson).outcome({ type: 'opened', opening: 'o1' });

/** What its sensors saw. */
const passage = (result: 'passed' | 'not-used' | 'no-answer' | 'emergency'): DeviceEvent => ({
  type: 'gate-passage',
  device: 'gate',
  opening: 'o1',
  direction: 'in',
  result,
});

describe('a gate', () => {
  it('opens for an identified person and ends with the sensor', () => {
    const gate = newGate().insert().read().identified(identifiedPerson);
    expect(gate.effects).toContainEqual(expect.objectContaining({ type: 'act', effect: { do: 'open' } }));
    gate.outcome({ type: 'opened', opening: 'o1' });
    expect(gate.screen).toMatchObject({ kind: 'gate', sign: 'pass' });
    gate.device(passage('passed'));
    expect(gate.effects).toContainEqual(
      expect.objectContaining({ type: 'act', effect: { do: 'record', opening: 'o1', result: 'passed' } }),
    );
    gate.outcome({ type: 'recorded', result: 'passed' }).take({ type: 'timer', timer: 'stage' });
    expect(gate.screen).toMatchObject({ kind: 'gate', sign: 'ready' });
  });

  it('takes a passage that was faster than the answer to the command', () => {
    const gate = newGate().insert().read().identified(identifiedPerson).device(passage('passed'));
    gate.outcome({ type: 'opened', opening: 'o1' });
    expect(gate.effects).toContainEqual(
      expect.objectContaining({ type: 'act', effect: { do: 'record', opening: 'o1', result: 'passed' } }),
    );
  });

  it.each([
    ['not-used', 'again'],
    ['no-answer', 'desk'],
    ['emergency', 'emergency'],
  ] as const)('shows %s as %s', (result, sign) => {
    const gate = atPassage();
    gate.device(passage(result)).outcome({ type: 'recorded', result });
    expect(gate.screen).toMatchObject({ kind: 'gate', sign });
  });

  it('serves the next in line after the passage, not before', () => {
    const gate = atPassage();
    gate.remove().insert(2).read(2);
    expect(gate.state.pending?.credential).toBe(readCard);
    gate.device(passage('passed'));
    expect(gate.effects.some(({ type }) => type === 'identify')).toBe(false);
    gate.outcome({ type: 'recorded', result: 'passed' });
    expect(gate.effects.some(({ type }) => type === 'identify')).toBe(true);
  });

  it('never shows a name', () => {
    const gate = atPassage();
    expect(JSON.stringify(gate.view)).not.toContain('张');
  });

  it('refuses when the platform is away and the site says so', () => {
    const gate = newGate().insert().read();
    gate.identified({ ...identifiedPerson, confirmed: false });
    expect(gate.screen).toMatchObject({ kind: 'gate', sign: 'desk' });
  });
});
