/** 求助: calls for a member of staff. */
import type { HallHelp } from '#contracts/hall/help.ts';
import { ok } from '#contracts/result.ts';

import type { Engine } from '../engine.ts';
import { answerHelp, callHelp, helpCall, withdrawHelp } from '../rules/help.ts';

export function hallHelp(engine: Engine): HallHelp {
  return {
    callHelp: (request) =>
      engine.alone(async (draft, ask) => ok(callHelp(draft, request, await ask.help(request.key)))),
    withdrawHelp: (request) =>
      engine.alone(async (draft, ask) => ok(withdrawHelp(draft, request, await ask.help(request.key)))),
    answerHelp: (answer) =>
      engine.alone(async (draft, ask) => answerHelp(draft, answer, await ask.help(answer.help))),
    openHelp: () => engine.look((state) => ok([...state.help.values()].map(helpCall))),
  };
}
