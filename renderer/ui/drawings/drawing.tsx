/**
 * Line drawings of what to do, made for this project. Each has one moving part (`move-…`, theme.css): a movement takes
 * less than 300 ms and rests for seconds; in 关怀版 and with reduced motion the part stands where the act ends.
 */
import type { ReactNode } from 'react';

export function Drawing({ children, label }: { readonly children: ReactNode; readonly label: string }) {
  return (
    <svg className="drawing" viewBox="0 0 240 224" role="img" aria-label={label}>
      {children}
    </svg>
  );
}

/** A hand from below that holds a sheet by its lower edge, which is the group's origin: thumb in front, fingers behind. */
export function PinchingHand({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <path
        className="skin"
        d="M-24 2c-9-1-17 5-17 15 0 17 9 25 14 36l3 27h52l3-25c7-12 11-20 11-33 0-11-5-19-14-20Z"
      />
      {children}
      <path className="skin" d="M32 40C24 34 16 20 12 4 10-6 8-14 2-15c-8-1-10 6-9 14 2 16 6 28 14 40" />
      <path d="M-2-9c0-2 5-3 6 0" />
      <path className="cuff" d="M-30 76h64v24h-64z" />
    </>
  );
}

/** A hand from below that holds a phone round its lower half; the origin is the phone's middle, 84 wide and 146 high. */
export function GraspingHand({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <path className="skin" d="M-34 40c-8 14-4 24 4 36l2 12h56l4-12c14-12 22-32 22-54 0-18-6-30-14-34Z" />
      {children}
      {[-4, 16, 36].map((y) => (
        <rect key={y} className="skin" x="-54" y={y} width="24" height="16" rx="8" />
      ))}
      <path className="skin" d="M46 50C38 42 29 22 28 4c0-11 12-12 15-3 2 7 5 13 10 19" />
      <path className="cuff" d="M-34 86h68v24h-68z" />
    </>
  );
}
