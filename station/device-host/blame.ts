/** Which device ends the device host again and again? It is left out, so that the others work. */

/** A device at work in so many losses of the host in a row, within the time, is left out. */
export const blamePolicy = { losses: 3, withinMs: 600_000 } as const;

export class Blame {
  #losses: { readonly at: number; readonly suspects: readonly string[] }[] = [];

  /** `suspects` were at work when the host was lost at `now` (monotonic milliseconds); the answer is to be left out. */
  lost(suspects: readonly string[], now: number): string[] {
    this.#losses = [...this.#losses, { at: now, suspects }]
      .filter(({ at }) => now - at < blamePolicy.withinMs)
      .slice(-blamePolicy.losses);
    if (this.#losses.length < blamePolicy.losses) return [];
    const guilty = suspects.filter((device) => this.#losses.every((loss) => loss.suspects.includes(device)));
    if (guilty.length > 0) this.#losses = [];
    return guilty;
  }

  forgive(): void {
    this.#losses = [];
  }
}
