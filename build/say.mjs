/** What the set-up tells the person in front of the terminal: what it does, and on a failure what to do. */

/** @param {string} what the step that begins now */
export function step(what) {
  console.log(`▸ ${what}`);
}

/** @param {string} text one more line about the step that runs */
export function detail(text) {
  console.log(text.replaceAll(/^/gm, '  '));
}

/** A failure that the person can do something about; ends the program with exit code 1 unless caught. */
export class Trouble extends Error {
  /**
   * @param {string} what what happened
   * @param {string} remedy what to do about it
   */
  constructor(what, remedy) {
    super(what);
    this.name = 'Trouble';
    this.remedy = remedy;
  }
}

/** @param {unknown} error prints a Trouble for people, anything else with its stack, since it is a defect */
export function tell(error) {
  if (error instanceof Trouble) {
    console.error(`\n✗ ${error.message}\n  What to do: ${error.remedy.replaceAll('\n', '\n  ')}`);
  } else {
    console.error('\n✗ This is a defect of the script itself:', error);
  }
}

/** @param {number} milliseconds @returns {string} for people: `640 ms`, `12.3 s`, `3 min 5 s` */
export function duration(milliseconds) {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
