/** How to present each credential. */
import type { CredentialKind } from '#contracts/credentials.ts';
import { Drawing, GraspingHand, PinchingHand } from './drawing.tsx';

/** A card with its chip up, 72 wide; the origin is the middle of the edge that the hand holds. */
export function CardInHand() {
  return (
    <g transform="translate(120 128)">
      <PinchingHand>
        <rect className="sheet" x="-37" y="-84" width="74" height="104" rx="7" />
        <rect className="chip" x="-13" y="-72" width="26" height="22" rx="4" />
        <path className="thin" d="M-13-61h26M0-72v22" />
      </PinchingHand>
    </g>
  );
}

/** The reader's mouth. */
export function Slot() {
  return (
    <>
      <path className="machine" d="M30 8h180v46H30z" />
      <path className="slot" d="M72 54h96" />
      <circle className="lamp" cx="192" cy="31" r="6" />
    </>
  );
}

/** A card goes chip first into the slot above the hand. */
function InsertCard({ label }: { readonly label: string }) {
  return (
    <Drawing label={label}>
      <g className="move-in">
        <CardInHand />
      </g>
      <Slot />
    </Drawing>
  );
}

/** An identity card is laid flat on a pad that senses it. */
function LayIdentityCard({ label }: { readonly label: string }) {
  return (
    <Drawing label={label}>
      <rect className="machine" x="20" y="18" width="200" height="112" rx="12" />
      <path className="waves" d="M44 56a36 36 0 0 0 0 36M196 56a36 36 0 0 1 0 36" />
      <g className="move-on">
        <g transform="translate(124 124)">
          <PinchingHand>
            <rect className="sheet" x="-64" y="-84" width="116" height="82" rx="8" />
            <circle cx="-38" cy="-58" r="9" />
            <path d="M-54-26c2-14 8-18 16-18s14 4 16 18M-6-62h42M-6-46h42M-6-30h22" />
          </PinchingHand>
        </g>
      </g>
    </Drawing>
  );
}

/** A phone's screen is held to the scanner's window. */
function HoldPhone({ label }: { readonly label: string }) {
  return (
    <Drawing label={label}>
      <path className="machine" d="M62 2h116v24H62z" />
      <path className="slot" d="M88 26h64" />
      <path className="beam" d="M92 31 68 48h104l-24-17z" />
      <g className="move-up">
        <g transform="translate(120 122)">
          <GraspingHand>
            <rect className="sheet" x="-42" y="-74" width="84" height="140" rx="11" />
            <path
              className="code"
              d="M-26-58h18v18h-18zM8-58h18v18H8zM-26-24h18v18h-18zM8-24h6v6H8zM20-18h6v6h-6zM8-12h6v6H8z"
            />
          </GraspingHand>
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
