/**
 * Number keys of a keyboard, told from a scanner that types: what follows or comes before another key within the
 * scanner's gap is no finger's. wedge.ts hears the same keys and makes a code of them.
 */

/** `0` to `9`, `erase` or `enter`. */
function meaning(key: string): string | null {
  if (/^[0-9]$/.test(key)) return key;
  return key === 'Backspace' || key === 'Delete' ? 'erase' : key === 'Enter' ? 'enter' : null;
}

/** `gapMs`: keys closer than this come from a scanner. Returns what ends the listening. */
export function listenForDigits(page: Document, gapMs: number, say: (key: string) => void): () => void {
  let lastAt = -Infinity;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const heard = (event: KeyboardEvent): void => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = meaning(event.key);
    // Enter on a button presses it.
    if (key === 'enter' && page.activeElement?.closest('button') !== null) return;
    clearTimeout(waiting);
    const quick = event.timeStamp - lastAt <= gapMs;
    lastAt = event.timeStamp;
    if (quick || key === null) return;
    waiting = setTimeout(() => say(key), gapMs);
  };
  page.addEventListener('keydown', heard);
  return () => {
    clearTimeout(waiting);
    page.removeEventListener('keydown', heard);
  };
}
