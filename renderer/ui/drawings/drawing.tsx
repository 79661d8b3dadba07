/**
 * Line drawings of what to do, made for this project. Each has one moving part (`move-…`, theme.css): a movement takes
 * less than 300 ms and rests for seconds; in 关怀版 and with reduced motion the part stands where the act ends.
 */
import type { ReactNode } from 'react';

export function Drawing({ children, label }: { readonly children: ReactNode; readonly label: string }) {
  return (
    <svg className="drawing" viewBox="0 0 240 200" role="img" aria-label={label}>
      {children}
    </svg>
  );
}

/** A hand from below; what it holds ends at the group's origin, between the thumb in front and the fingers behind. */
export function HandBehind() {
  return (
    <path
      className="skin"
      d="M-24 2c-9-1-17 5-17 15 0 17 9 25 14 36l3 27h52l3-25c7-12 11-20 11-33 0-11-5-19-14-20Z"
    />
  );
}

export function ThumbInFront() {
  return (
    <g>
      <path className="skin" d="M32 40C24 34 16 20 12 4 10-6 8-14 2-15c-8-1-10 6-9 14 2 16 6 28 14 40" />
      <path d="M-2-9c0-2 5-3 6 0" />
      <path className="cuff" d="M-30 76h64v20h-64z" />
    </g>
  );
}
