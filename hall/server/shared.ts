/**
 * One answer for everybody who asks the same at the same time: after each event the pages of a hundred windows read the same views.
 * Who asks while a look is under way gets the next one, so that everybody sees what was acknowledged before they asked.
 */
export function shared<T>(look: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let isRunning = false;
  let next: Promise<T> | null = null;
  const begin = async (): Promise<T> => {
    isRunning = true;
    try {
      return await look();
    } finally {
      isRunning = false;
    }
  };
  return () => {
    if (next !== null) return next;
    if (!isRunning) {
      const first = begin();
      running = first.catch(() => undefined);
      return first;
    }
    const following = running.then(() => {
      next = null;
      return begin();
    });
    next = following;
    running = following.catch(() => undefined);
    return following;
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
