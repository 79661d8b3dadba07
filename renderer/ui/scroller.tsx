/** What does not fit is moved by two large buttons: a scroll bar is too thin for a finger, and many never saw one. */
import { useEffect, useRef, useState, type ReactNode } from 'react';

import { Press } from './button.tsx';
import { useFace } from './face.tsx';
import { DownIcon, UpIcon } from './icons.tsx';

/** Of the visible height: what was last stays in sight. */
const stride = 0.8;

export function Scroller({ children, label }: { readonly children: ReactNode; readonly label: string }) {
  const { words, view } = useFace();
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState({ up: false, down: false });

  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const up = element.scrollTop > 1;
      const down = element.scrollTop + element.clientHeight < element.scrollHeight - 1;
      setRoom((last) => (last.up === up && last.down === down ? last : { up, down }));
    };
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    if (element.firstElementChild !== null) watcher.observe(element.firstElementChild);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      watcher.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);

  const move = (direction: 1 | -1): void => {
    const element = frame.current;
    element?.scrollBy({
      top: direction * element.clientHeight * stride,
      behavior: view.elderMode ? 'instant' : 'smooth',
    });
  };
  const overflows = room.up || room.down;
  return (
    <div className="scroller">
      <div
        ref={frame}
        className="scroller-frame"
        {...(overflows ? { tabIndex: 0, role: 'region', 'aria-label': label } : {})}
      >
        <div className="scroller-content">{children}</div>
      </div>
      {overflows && (
        <div className="scroller-buttons">
          <Press label={words.less} disabled={!room.up} onPress={() => move(-1)}>
            <UpIcon />
            <span className="scroller-word">{words.less}</span>
          </Press>
          <Press label={words.more} disabled={!room.down} onPress={() => move(1)}>
            <DownIcon />
            <span className="scroller-word">{words.more}</span>
          </Press>
        </div>
      )}
    </div>
  );
}
