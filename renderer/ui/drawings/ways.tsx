/** How to present each credential. */
import type { CredentialKind } from '#contracts/credentials.ts';
import { Drawing, HandBehind, ThumbInFront } from './drawing.tsx';

/** A card goes chip first into the slot above the hand. */
function InsertCard({ label }: { readonly label: string }) {
  return (
    <Drawing label={label}>
      <g className="move-in">
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
      <circle className="lamp" cx="190" cy="30" r="6" />
    </Drawing>
  );
}

/** An identity card is laid flat on a pad that senses it. */
function LayIdentityCard({ label }: { readonly label: string }) {
  return (
    <Drawing label={label}>
      <path
        className="machine"
        d="M34 20h172a10 10 0 0 1 10 10v74a10 10 0 0 1-10 10H34a10 10 0 0 1-10-10V30a10 10 0 0 1 10-10z"
      />
      <g className="waves">
        <path d="M42 52a34 34 0 0 0 0 32M198 52a34 34 0 0 1 0 32" />
      </g>
      <g className="move-on">
        <g transform="translate(132 108)">
          <HandBehind />
          <rect className="sheet" x="-66" y="-72" width="112" height="74" rx="7" />
          <circle cx="-40" cy="-48" r="9" />
          <path d="M-56-18c2-13 8-17 16-17s14 4 16 17M-8-54h40M-8-40h40M-8-26h24" />
          <ThumbInFront />
        </g>
      </g>
    </Drawing>
  );
}

/** A phone's screen is held to the scanner's window. */
function HoldPhone({ label }: { readonly label: string }) {
  return (
    <Drawing label={label}>
      <path className="machine" d="M70 6h100v26H70z" />
      <path className="slot" d="M92 32h56" />
      <path className="beam" d="M96 38 64 74h112l-32-36z" />
      <g className="move-up">
        <g transform="translate(120 140)">
          <HandBehind />
          <rect className="sheet" x="-38" y="-66" width="76" height="112" rx="10" />
          <path
            className="code"
            d="M-22-50h16v16h-16zM6-50h16v16H6zM-22-22h16v16h-16zM8-22h5v5H8zM18-16h5v5h-5zM6-9h5v4H6z"
          />
          <ThumbInFront />
        </g>
      </g>
    </Drawing>
  );
}

const ways = {
  'social-security-card': InsertCard,
  'identity-card': LayIdentityCard,
  code: HoldPhone,
} as const;

export function WayDrawing({ way, label }: { readonly way: CredentialKind; readonly label: string }) {
  const Way = ways[way];
  return <Way label={label} />;
}
