import type { ChildPort } from '#station/processes/child-port.ts';

/** A child process, played by a test: it ends when the test says so. `Heard`: what its parent sends. */
export class FakeChild<Heard extends object = object> implements ChildPort {
  readonly pid: number;
  readonly heard: Heard[] = [];
  killed = false;
  disconnected = false;
  #message: (message: unknown) => void = () => undefined;
  #gone: (reason: string) => void = () => undefined;

  constructor(pid: number) {
    this.pid = pid;
  }

  send(message: object): boolean {
    this.heard.push(message as Heard);
    return true;
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener;
  }

  onGone(listener: (reason: string) => void): void {
    this.#gone = listener;
  }

  disconnect(): void {
    this.disconnected = true;
  }

  kill(): void {
    this.killed = true;
  }

  say(message: unknown): void {
    this.#message(message);
  }

  die(reason = 'SIGSEGV'): void {
    this.#gone(reason);
  }
}
