import { describe, expect, it } from '@jest/globals';

import { cityMessageSchema } from '#contracts/city.ts';
import type { EventBody } from '#contracts/hall/events.ts';

import { cityMessage } from './message.ts';

const message = (body: EventBody) => cityMessage({ seq: 7, at: 1000, body });
const ticket = { ticket: 't1', number: 'A001', business: 'pension', state: 'parked' } as const;
const window = { window: 'w-3', windowNumber: 3 };

describe('a message to the city', () => {
  it('says what happened', () => {
    const called = { kind: 'ticket-called', ...ticket, state: 'called', ...window, times: 1 } as const;
    expect(message(called)).toEqual({ seq: 7, at: 1000, body: called });
    expect(cityMessageSchema.parse(message(called))).toEqual(message(called));
  });

  it('names nobody who works there, and repeats no words of theirs', () => {
    const change = { kind: 'window-changed', ...window, change: 'opened' } as const;
    const businesses = ['pension'];
    expect(message({ ...change, businesses, session: 's1', operator: 'li' }).body).toEqual({
      ...change,
      businesses,
    });
    const parked = { kind: 'ticket-parked', ...ticket, ...window } as const;
    expect(message({ ...parked, reason: '王先生去取身份证' }).body).toEqual(parked);
    const day = { kind: 'day-changed', date: '2026-01-05', state: 'closed', leftOver: 0 } as const;
    expect(message({ ...day, by: 'li' }).body).toEqual(day);
    const help = { kind: 'help-answered', help: 'h1', origin: 'demo-1' } as const;
    expect(message({ ...help, operator: 'li' }).body).toEqual(help);
    const taken = { kind: 'ticket-void', ...ticket, state: 'void' } as const;
    expect(message({ ...taken, reason: 'Wang went home' }).body).toEqual(taken);
    expect(message({ kind: 'configuration-changed', version: 3, by: 'li' }).body).toEqual({
      kind: 'configuration-changed',
      version: 3,
    });
  });
});
