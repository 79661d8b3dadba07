/** Configuration and day. */
import type { HallConfigurations } from '#contracts/hall/configuration.ts';
import type { HallDay } from '#contracts/hall/day.ts';
import { ok } from '#contracts/result.ts';

import type { Engine } from '../engine.ts';
import { changeConfiguration } from '../rules/configuration.ts';
import { changeDay, dayView } from '../rules/day.ts';

export function hallAdministration(engine: Engine): HallConfigurations & HallDay {
  return {
    configuration: () => engine.look((state) => ok(state.configuration)),
    changeConfiguration: (change) => engine.alone(async (draft) => changeConfiguration(draft, change)),
    configurationHistory: (limit) =>
      engine.query((ask) => ask.configurations(Math.max(1, Math.min(100, limit)))),
    day: () => engine.look((state, now) => ok(dayView(state, now))),
    moment: () =>
      engine.look((state, now) => {
        const { from, until } = state.day;
        return ok({ now, from, until, day: dayView(state, now) });
      }),
    changeDay: (change) => engine.alone(async (draft) => changeDay(draft, change)),
  };
}
