/** What was started, ended in the opposite order. */
export class Ending {
  readonly #steps: (() => void | Promise<void>)[] = [];

  add(step: () => void | Promise<void>): void {
    this.#steps.push(step);
  }

  /** Every step is taken, whatever becomes of the others: a folder's lock must not outlive what failed before it. */
  async run(): Promise<void> {
    const steps = this.#steps.toReversed();
    this.#steps.length = 0;
    const failed: unknown[] = [];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        failed.push(error);
      }
    }
    if (failed.length > 0) throw new AggregateError(failed, 'the station did not end in order');
  }
}
