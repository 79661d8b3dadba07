/** Tells the station that somebody is there: touching, holding, moving or typing, at most once a second. */

/** Milliseconds. */
const quiet = 1000;

export function listenForPresence(page: Document, say: () => void): void {
  let last = -Infinity;
  const noticed = (event: Event): void => {
    // The answer to "are you still there" is counted by the station; it is an intent of its own.
    if (event.target instanceof Element && event.target.closest('[role="alertdialog"]') !== null) return;
    if (event.timeStamp - last < quiet) return;
    last = event.timeStamp;
    say();
  };
  // Before anybody else: a button keeps its touches to itself.
  for (const type of ['pointerdown', 'keydown', 'wheel'])
    page.addEventListener(type, noticed, { passive: true, capture: true });
  page.addEventListener(
    'pointermove',
    (event) => {
      if (event.buttons > 0) noticed(event);
    },
    { passive: true, capture: true },
  );
}
