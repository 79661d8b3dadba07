import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import type { FacePrompt } from '#contracts/face.ts';
import type { FaceView } from '#contracts/face-view.ts';
import { faceView } from '#test/support/face-fixtures.ts';
import { promptStaysMs, steadyViews } from './steady.ts';

/** What the station says, and what the page shows of it. */
function shownBy() {
  let said: FaceView | null = null;
  let tell = (): void => undefined;
  let revision = 0;
  const shown = steadyViews(
    {
      current: () => said,
      subscribe: (changed) => {
        tell = changed;
        return () => undefined;
      },
    },
    () => Date.now(),
  );
  const say = (view: FaceView | null): void => {
    said = view;
    tell();
  };
  return {
    say,
    prompt: (prompt: FacePrompt, { done = 0, attempt = 'a' } = {}) => {
      revision += 1;
      const screen = {
        kind: 'face-capture',
        attempt,
        title: { zh: '刷脸', en: 'Face' },
        prompt,
        text: { zh: prompt, en: prompt },
        done,
        steps: 3,
        picture: revision,
        options: [],
      } as const;
      say(faceView(screen, { revision }));
    },
    changes: (() => {
      const heard = jest.fn();
      shown.subscribe(heard);
      return heard;
    })(),
    now: () => {
      const view = shown.current();
      return view?.screen.kind === 'face-capture'
        ? {
            prompt: view.screen.prompt,
            text: view.screen.text.en,
            revision: view.revision,
            picture: view.screen.picture,
          }
        : null;
    },
  };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('guidance before the camera', () => {
  it('stays until it could be read, while all else of the view is new at once', () => {
    const { prompt, now } = shownBy();
    prompt('nearer');
    jest.advanceTimersByTime(100);
    prompt('move-left');
    expect(now()).toEqual({ prompt: 'nearer', text: 'nearer', revision: 2, picture: 2 });
    jest.advanceTimersByTime(promptStaysMs - 101);
    expect(now()?.prompt).toBe('nearer');
    jest.advanceTimersByTime(1);
    expect(now()).toEqual({ prompt: 'move-left', text: 'move-left', revision: 2, picture: 2 });
  });

  it('shows the newest of many, and nothing of what passed meanwhile', () => {
    const { prompt, now, changes } = shownBy();
    prompt('nearer');
    for (const one of ['hold-still', 'nearer', 'hold-still', 'more-light'] as const) prompt(one);
    jest.advanceTimersByTime(promptStaysMs);
    expect(now()?.prompt).toBe('more-light');
    expect(changes).toHaveBeenCalledTimes(6);
  });

  it('that has stood long enough gives way at once', () => {
    const { prompt, now } = shownBy();
    prompt('nearer');
    jest.advanceTimersByTime(promptStaysMs);
    prompt('hold-still');
    expect(now()?.prompt).toBe('hold-still');
  });

  it('gives way at once to the next step, to another attempt, and to another screen', () => {
    const { prompt, now, say } = shownBy();
    prompt('blink');
    prompt('nod', { done: 1 });
    expect(now()?.prompt).toBe('nod');
    prompt('nearer', { attempt: 'b' });
    expect(now()?.prompt).toBe('nearer');
    prompt('further', { attempt: 'b' });
    say(null);
    expect(now()).toBeNull();
    jest.advanceTimersByTime(promptStaysMs);
    expect(now()).toBeNull();
  });
});
