/** Booked times. */
import type { HallAppointments } from '#contracts/hall/appointments.ts';
import { ok } from '#contracts/result.ts';

import type { Engine } from '../engine.ts';
import { appointmentOf, book, cancel, freeSlots } from '../rules/appointments.ts';
import { dayView } from '../rules/day.ts';

export function hallAppointments(engine: Engine): HallAppointments {
  return {
    slots: async (date) => {
      const now = await engine.look((state) =>
        ok({ configuration: state.configuration.configuration, today: state.date }),
      );
      if (!now.ok) return now;
      const booked = await engine.query((ask) => ask.appointments(date, null));
      const { configuration, today } = now.value;
      return booked.ok ? ok(freeSlots(configuration, today, date, booked.value)) : booked;
    },

    book: (booking) =>
      engine.alone(async (draft, ask) =>
        book(draft, booking, await ask.appointment(booking.key), await ask.appointments(booking.date, null)),
      ),

    cancelAppointment: (id) => engine.alone(async (draft, ask) => cancel(draft, await ask.appointment(id))),

    appointmentsOf: async (person) => {
      const today = await engine.look((state, now) => ok(dayView(state, now).date));
      if (!today.ok) return today;
      const all = await engine.query((ask) => ask.appointments(today.value, person));
      return all.ok ? ok(all.value.filter(({ state }) => state === 'booked').map(appointmentOf)) : all;
    },

    appointments: async (date) => {
      const all = await engine.query((ask) => ask.appointments(date, null));
      return all.ok ? ok(all.value.toSorted((a, b) => a.from - b.from).map(appointmentOf)) : all;
    },
  };
}
