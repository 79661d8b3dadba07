/** Speaks what a board shows, one call after another. */
import { useEffect, useRef, useState } from 'react';

import type { BoardView } from '#contracts/hall/views.ts';
import { chime } from '../ui/sound.ts';
import { heardBoard, noAnnouncements, takeAnnouncement, type Announcements } from './announcements.ts';
import { sayCall, type Said, type ServerSpeech } from './say-call.ts';

export interface Speaking {
  /** The call that is being said; null: silence. */
  readonly call: number | null;
  /** How the last one went; null: none was said yet. */
  readonly said: Said | null;
}

export function useAnnouncements(view: BoardView, speech: ServerSpeech): Speaking {
  const state = useRef<Announcements>(noAnnouncements);
  const busy = useRef(false);
  const [speaking, setSpeaking] = useState<Speaking>({ call: null, said: null });
  useEffect(() => {
    state.current = heardBoard(state.current, view);
    if (busy.current) return;
    const sayAll = async (): Promise<void> => {
      busy.current = true;
      for (;;) {
        const { call, times, rest } = takeAnnouncement(state.current);
        if (call === null) break;
        state.current = rest;
        setSpeaking((before) => ({ ...before, call: call.id }));
        chime('next', 3);
        const said = await sayCall(call, times, speech);
        setSpeaking({ call: null, said });
      }
      busy.current = false;
    };
    void sayAll();
  }, [view, speech]);
  return speaking;
}
