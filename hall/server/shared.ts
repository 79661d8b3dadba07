/** One answer for everybody who asks the same at the same time, and its JSON. */
import { setImmediate } from 'node:timers/promises';

/**
 * One look for everybody who asks at the same time: after each event the pages of a hundred windows read the same views.
 * Who asks while a look is under way gets the next one, so that everybody sees what was acknowledged before they asked.
 */
export function shared<T>(look: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | null = null;
  const lookAfter = async (before: Promise<unknown>): Promise<T> => {
    await before;
    // A look at SQLite is over before the next request is read: whoever has asked by now shares it.
    await setImmediate();
    next = null;
    return look();
  };
  return () => {
    if (next !== null) return next;
    next = lookAfter(running);
    running = next.catch(() => undefined);
    return next;
  };
}

const written = new WeakMap<object, Buffer>();

/** JSON of an answer in UTF-8, made once however many get it. */
export function jsonOf(answer: unknown): Buffer {
  const known = typeof answer === 'object' && answer !== null ? written.get(answer) : undefined;
  if (known !== undefined) return known;
  const bytes = Buffer.from(JSON.stringify(answer));
  if (typeof answer === 'object' && answer !== null) written.set(answer, bytes);
  return bytes;
}
