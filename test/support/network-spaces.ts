/** Real networks between processes: a namespace each (ip-netns(8)), cables between them, and what can happen to a cable. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';

/** An address that no machine has: what is sent to it is lost without a word. */
const nowhere = '02:00:00:00:00:01';

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

export interface Cable {
  /** The end in the middle, the other end. */
  readonly middle: string;
  readonly end: string;
  /** The link goes down: both ends know it. */
  unplug(): void;
  plugIn(): void;
  /** What the middle sends does not arrive, and nobody is told; the other direction works. */
  loseAnswers(): void;
  findAnswers(): void;
}

/** One namespace in the middle, and others with a cable to it each: 10.N.I.1 in the middle, 10.N.I.2 at the end. */
export class NetworkSpaces {
  readonly #name: string;
  readonly #net: number;
  readonly #spaces: string[] = [];

  constructor() {
    this.#name = `yk${process.pid}`;
    this.#net = 64 + (process.pid % 128);
    this.#add(this.middle);
  }

  get middle(): string {
    return `${this.#name}m`;
  }

  connect(index: number): { readonly space: string; readonly cable: Cable } {
    const space = `${this.#name}s${index}`;
    this.#add(space);
    const [near, far] = [`m${index}`, `s${index}`];
    const [middle, end] = [`10.${this.#net}.${index}.1`, `10.${this.#net}.${index}.2`];
    ip('link', 'add', near, 'netns', this.middle, 'type', 'veth', 'peer', 'name', far, 'netns', space);
    ip('-n', this.middle, 'address', 'add', `${middle}/24`, 'dev', near);
    ip('-n', space, 'address', 'add', `${end}/24`, 'dev', far);
    ip('-n', this.middle, 'link', 'set', near, 'up');
    ip('-n', space, 'link', 'set', far, 'up');
    const link = (state: 'up' | 'down') => ip('-n', this.middle, 'link', 'set', near, state);
    const neighbour = (...what: string[]) => ip('-n', this.middle, 'neigh', ...what, 'dev', near);
    return {
      space,
      cable: {
        middle,
        end,
        unplug: () => link('down'),
        plugIn: () => link('up'),
        loseAnswers: () => neighbour('replace', end, 'lladdr', nowhere, 'nud', 'permanent'),
        findAnswers: () => neighbour('del', end),
      },
    };
  }

  /** Runs Node in a namespace. */
  run(space: string, args: readonly string[]): ChildProcess {
    // `ip netns exec` becomes the program: a signal to it is one to Node.
    return spawn('ip', ['netns', 'exec', space, process.execPath, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  end(): void {
    for (const space of this.#spaces) ip('netns', 'delete', space);
  }

  #add(space: string): void {
    ip('netns', 'add', space);
    this.#spaces.push(space);
    ip('-n', space, 'link', 'set', 'lo', 'up');
  }
}
