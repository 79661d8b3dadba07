import { useEffect, useRef, useState } from 'react';

import type { DockView } from '#contracts/dock.ts';
import { useStaff } from '../ui/staff-page.tsx';

interface Props {
  readonly face: DockView['faces'][number];
  /** Of the display that the page believes in, CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** A face's own page at its own size, made smaller to fit; what is touched here is touched there. */
export function FaceFrame({ face, width, height }: Props) {
  const { words } = useStaff();
  const frame = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(0.5);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const watcher = new ResizeObserver(() => {
      setScale(Math.min(element.clientWidth / width, element.clientHeight / height));
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [width, height]);

  return (
    <div ref={frame} className={`face-frame face-frame-${face.kind}`}>
      <div className="face-frame-bezel" style={{ width: width * scale, height: height * scale }}>
        {/* oxlint-disable-next-line react/iframe-missing-sandbox -- the station's own page, which needs both scripts and its origin, and a sandbox with both keeps nothing out */}
        <iframe
          title={words.dock.pageOf(face.id)}
          src={face.url}
          allow="autoplay; camera"
          style={{ width, height, transform: `scale(${scale})` }}
        />
      </div>
    </div>
  );
}
