/**
 * The ticket's line to the hall's events: says that the place has to be read anew. It comes back by itself, later and later; a
 * browser that has no WebSocket, or refuses this one (Safari before 15.4 takes none for the page's own), leaves the page to look
 * by itself. A network that is gone closes nothing: the line counts as cut off when the hall's regular word does not come.
 */
import type { StreamBegin, StreamMessage } from '#contracts/hall/stream.ts';
import type { PageTime } from '../ui/kept-view.ts';
import { delays } from './delays.ts';

const { retry, silence } = delays.line;

export type Socket = Pick<WebSocket, 'send' | 'close' | 'addEventListener'>;

interface Options {
  readonly token: string;
  /** May throw. */
  readonly connect: () => Socket;
  /** `own`: something happened to the ticket itself; otherwise its place may have moved, also unheard, since the line was cut off. */
  readonly told: (own: boolean) => void;
  /** A word came, if only that the line lives. */
  readonly heard: () => void;
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

export function ticketLine({ token, connect, told, heard, later, random }: Options): TicketLine {
  let known = 0;
  let socket: Socket | null = null;
  let isAdmitted = false;
  let pause: number = retry.first;
  /** Null: the line is not wanted, or it is open. */
  let callOff: (() => void) | null = null;
  let endSilence = (): void => undefined;

  const take = (message: StreamMessage): void => {
    if (message.type === 'ready') {
      isAdmitted = true;
      pause = retry.first;
    } else if (message.type !== 'alive') {
      known = message.type === 'events' ? message.upTo : message.seq;
      told(message.type === 'events' && message.events.length > 0);
    }
  };
  const again = (): void => {
    callOff = later(dial, pause * (0.5 + random() / 2));
    pause = Math.min(retry.most, pause * 2);
  };
  const listenTo = (mine: Socket): void => {
    endSilence();
    endSilence = later(() => {
      lose(mine);
      mine.close();
    }, silence);
  };
  const lose = (mine: Socket): void => {
    if (socket !== mine) return;
    endSilence();
    socket = null;
    const wasHeard = isAdmitted;
    isAdmitted = false;
    again();
    if (wasHeard) told(false);
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
    listenTo(mine);
    mine.addEventListener('open', () => {
      const begin: StreamBegin = { token, since: known };
      mine.send(JSON.stringify(begin));
    });
    mine.addEventListener('message', ({ data }: MessageEvent<string>) => {
      if (socket !== mine) return;
      listenTo(mine);
      heard();
      // The server's own contract; what it says is drawn and never evaluated.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      take(JSON.parse(data) as StreamMessage);
    });
    mine.addEventListener('close', () => lose(mine));
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
      endSilence();
      const open = socket;
      socket = null;
      isAdmitted = false;
      open?.close();
    },
  };
}
