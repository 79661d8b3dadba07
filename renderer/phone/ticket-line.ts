/**
 * The ticket's line to the hall's events: says that the place has to be read anew. It comes back by itself, later and later; a
 * browser that has no WebSocket, or refuses this one (Safari before 15.4 takes none for the page's own), leaves the page to look
 * by itself.
 */
import type { StreamBegin, StreamMessage } from '#contracts/hall/stream.ts';
import type { PageTime } from '../ui/kept-view.ts';

/** Milliseconds before the line is opened again: the first time, and at most. */
const retry = { first: 2000, most: 60_000 } as const;

export type Socket = Pick<WebSocket, 'send' | 'close' | 'addEventListener'>;

interface Options {
  readonly token: string;
  /** May throw. */
  readonly connect: () => Socket;
  /** `own`: something happened to the ticket itself; otherwise its place may have moved. */
  readonly told: (own: boolean) => void;
  readonly later: PageTime['later'];
  /** 0 to 1: a hall's worth of phones must not come back at once. */
  readonly random: () => number;
}

export interface TicketLine {
  /** Events come: whatever moves the place is told. */
  readonly hears: () => boolean;
  /** Opens it where it is not open. `known`: the last event that the page's view knows. */
  readonly open: (known: number) => void;
  readonly close: () => void;
}

export function ticketLine({ token, connect, told, later, random }: Options): TicketLine {
  let known = 0;
  let socket: Socket | null = null;
  let isAdmitted = false;
  let pause: number = retry.first;
  /** Null: the line is not wanted, or it is open. */
  let callOff: (() => void) | null = null;

  const take = (message: StreamMessage): void => {
    if (message.type === 'ready') {
      isAdmitted = true;
      pause = retry.first;
    } else {
      known = message.type === 'events' ? message.upTo : message.seq;
      told(message.type === 'events' && message.events.length > 0);
    }
  };
  const again = (): void => {
    callOff = later(dial, pause * (0.5 + random() / 2));
    pause = Math.min(retry.most, pause * 2);
  };
  const dial = (): void => {
    callOff = null;
    let mine: Socket;
    try {
      mine = connect();
    } catch {
      again();
      return;
    }
    socket = mine;
    mine.addEventListener('open', () => {
      const begin: StreamBegin = { token, since: known };
      mine.send(JSON.stringify(begin));
    });
    mine.addEventListener('message', ({ data }: MessageEvent<string>) => {
      // The server's own contract; what it says is drawn and never evaluated.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      if (socket === mine) take(JSON.parse(data) as StreamMessage);
    });
    mine.addEventListener('close', () => {
      if (socket !== mine) return;
      socket = null;
      isAdmitted = false;
      again();
    });
  };
  return {
    hears: () => isAdmitted,
    open: (seq) => {
      known = Math.max(known, seq);
      if (socket === null && callOff === null) dial();
    },
    close: () => {
      callOff?.();
      callOff = null;
      const open = socket;
      socket = null;
      isAdmitted = false;
      open?.close();
    },
  };
}
