/**
 * Keeps what the camera's page asks for readable: the station may change its mind with every frame, and a prompt that
 * flickers is neither read nor heard.
 */
import type { FaceView, Screen } from '#contracts/face-view.ts';
import type { Watched } from './station.ts';

/** Milliseconds a prompt stays. */
export const promptStaysMs = 700;

type Capture = Extract<Screen, { kind: 'face-capture' }>;

function capture(view: FaceView | null): Capture | null {
  return view?.screen.kind === 'face-capture' ? view.screen : null;
}

/** Passes views on at once, but for guidance within one step of one attempt: its prompt waits until the last was seen. */
export function steadyViews(views: Watched<FaceView>, now = () => performance.now()): Watched<FaceView> {
  let shown: FaceView | null = null;
  let since = now();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();

  const take = (): void => {
    clearTimeout(waiting);
    const next = views.current();
    const [was, is] = [capture(shown), capture(next)];
    const goesOn = was !== null && is !== null && was.attempt === is.attempt && was.done === is.done;
    const wait = goesOn && was.prompt !== is.prompt ? since + promptStaysMs - now() : 0;
    if (next !== null && goesOn && wait > 0) {
      // Everything else of the view is new: an intent names its revision, the picture its request.
      shown = { ...next, screen: { ...is, prompt: was.prompt, text: was.text } };
      waiting = setTimeout(take, wait);
    } else {
      if (!goesOn || was.prompt !== is.prompt) since = now();
      shown = next;
    }
    for (const listener of listeners) listener();
  };
  take();
  views.subscribe(take);
  return {
    current: () => shown,
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
