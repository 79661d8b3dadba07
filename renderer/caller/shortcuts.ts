/**
 * One key for each act. Function keys: a letter alone would be pressed by accident and gets in the way of speech input (WCAG
 * 2.1.4), and Alt with a letter belongs to the browser's menus. Left out are those that a browser keeps for itself: F1, F5, F11, F12.
 */
import { useLayoutEffect, useRef } from 'react';

export const shortcuts = {
  next: 'F2',
  passNext: 'F3',
  callAgain: 'F4',
  begin: 'F6',
  finish: 'F7',
  passOver: 'F8',
  park: 'F9',
  transfer: 'F10',
} as const;
export type Shortcut = keyof typeof shortcuts;
const names = [
  'next',
  'passNext',
  'callAgain',
  'begin',
  'finish',
  'passOver',
  'park',
  'transfer',
] as const satisfies readonly Shortcut[];

/** `acts` has what can be done now; a key for anything else does nothing. A key that is held down counts once. */
export function useShortcuts(acts: Readonly<Partial<Record<Shortcut, () => void>>>): void {
  const latest = useRef(acts);
  // Before the page is seen: whoever sees a button may press its key.
  useLayoutEffect(() => {
    latest.current = acts;
  });
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const shortcut = names.find((name) => shortcuts[name] === event.key);
      if (shortcut === undefined) return;
      event.preventDefault();
      if (!event.repeat) latest.current[shortcut]?.();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
