/** Codes that a scanner typed into the page. */
import { expect, it } from '@jest/globals';

import { testConfig } from '#test/support/station-config.ts';
import { step } from './session.ts';
import { startState, type SessionRules } from './session-state.ts';
import { viewOf } from './view.ts';

const config = testConfig();
const face = config.faces.find((one) => one.page === 'kiosk');
if (face === undefined) throw new Error('no kiosk');
const rules: SessionRules = { config, face, scenes: [], now: () => 0 };

it('asks for the code again when Caps Lock or an input method spoiled it', () => {
  const intent = { do: 'wedge-spoiled', by: 'caps-lock' } as const;
  const { state, effects } = step(startState(config), { type: 'intent', intent }, rules);
  expect(viewOf(state, rules, []).screen).toMatchObject({ kind: 'error', card: 'code-again' });
  expect(effects).toContainEqual({
    type: 'failed',
    failure: { code: 'code-unreadable', detail: 'caps-lock' },
    credential: 'code',
  });
});

it("tells the page how close together a scanner's keys come", () => {
  expect(viewOf(startState(config), rules, []).wedgeGapMs).toBe(config.codes.wedgeGapMs);
});
