import { Drawing, HandBehind, ThumbInFront } from './drawing.tsx';

/** A card comes out of the slot into a hand. */
export function TakeCard({ label }: { readonly label: string }) {
  return (
    <Drawing label={label}>
      <g className="move-out">
        <g transform="translate(120 128)">
          <HandBehind />
          <rect className="sheet" x="-36" y="-78" width="72" height="98" rx="7" />
          <rect className="chip" x="-12" y="-66" width="24" height="20" rx="4" />
          <path d="M-12-56h24M0-66v20" />
          <ThumbInFront />
        </g>
      </g>
      <path className="machine" d="M30 8h180v44H30z" />
      <path className="slot" d="M74 52h92" />
      <path className="accent-line" d="M206 96v50m-16-16 16 16 16-16" />
    </Drawing>
  );
}

/** Somebody walks on through an open gate. */
export function WalkThrough({ label }: { readonly label: string }) {
  return (
    <Drawing label={label}>
      <path className="machine" d="M24 70h34v112H24zM182 70h34v112h-34z" />
      <path d="M58 104h18M182 104h-18" />
      <g className="move-along">
        <circle className="skin" cx="122" cy="48" r="16" />
        <path
          className="limb"
          d="M120 70v48M120 82l-22 22M120 82l22 14 10-6M120 118l-18 26-4 32M120 118l16 24 14 30"
        />
      </g>
      <path className="accent-line" d="M18 192h204" />
    </Drawing>
  );
}
