/** What comes out, and who goes on. */
import { Drawing } from './drawing.tsx';
import { CardInHand, Slot } from './ways.tsx';

/** A card comes out of the slot into a hand. */
export function TakeCard({ label }: { readonly label: string }) {
  return (
    <Drawing label={label}>
      <g className="move-out">
        <CardInHand />
      </g>
      <Slot />
      <path className="accent-line" d="M206 100v56m-16-16 16 16 16-16" />
    </Drawing>
  );
}

/** A ticket comes out of the printer. */
export function TicketComesOut({ label }: { readonly label: string }) {
  return (
    <Drawing label={label}>
      <g className="move-out">
        <path className="sheet" d="M72 70h96v116l-12-8-12 8-12-8-12 8-12-8-12 8-12-8-12 8z" />
        <path d="M92 156h56" />
        <path className="accent-line" d="M96 108h48M96 130h48" />
      </g>
      <path className="machine" d="M30 24h180a10 10 0 0 1 10 10v50H20V34a10 10 0 0 1 10-10z" />
      <path className="slot" d="M58 84h124" />
      <circle className="lamp" cx="194" cy="52" r="6" />
    </Drawing>
  );
}

/** Somebody walks on through an open gate. */
export function WalkThrough({ label }: { readonly label: string }) {
  return (
    <Drawing label={label}>
      <path className="machine" d="M22 84h36v118H22zM182 84h36v118h-36z" />
      <path d="M22 104h36M182 104h36" />
      <g className="move-along">
        <circle className="skin" cx="121" cy="48" r="19" />
        <path className="coat" d="M104 72c12-8 28-6 34 4l4 60h-40Z" />
        <path
          className="limb"
          d="m108 84-20 30 6 14M136 84l18 24 16-6M108 138l-4 30-18 30M130 138l16 26 8 34"
        />
      </g>
      <path className="accent-line" d="M14 208h212" />
    </Drawing>
  );
}
