/** Line icons of the kit, drawn for this project on a 48 grid; decoration beside a text, so hidden from readers. */
import type { ReactNode } from 'react';

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg className="icon" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

/** A hand that holds a heart: 关怀版. */
export const CareIcon = () => (
  <Icon>
    <path d="M24 25c-7-5-10-8-10-12a5.5 5.5 0 0 1 10-3 5.5 5.5 0 0 1 10 3c0 4-3 7-10 12Z" />
    <path d="M5 33c5-4 9-4 13-1l4 2h6a3 3 0 0 1 0 6h-8" />
    <path d="m31 37 8-5c3-1 5 2 3 4-5 5-10 8-17 8-8 0-13-2-20-2" />
  </Icon>
);
export const SeatedIcon = () => (
  <Icon>
    <circle cx="20" cy="8" r="4" />
    <path d="M20 15v13h12l5 12h4" />
    <path d="M20 20h10" />
    <path d="M15 23a11 11 0 1 0 16 14" />
  </Icon>
);
export const TextSizeIcon = () => (
  <Icon>
    <path d="M4 38 14 14l10 24M8 30h12" />
    <path d="M34 34V12m-7 7 7-7 7 7" />
  </Icon>
);
export const LanguageIcon = () => (
  <Icon>
    <circle cx="24" cy="24" r="18" />
    <path d="M6 24h36M24 6c7 6 7 30 0 36M24 6c-7 6-7 30 0 36" />
  </Icon>
);
export const VoiceIcon = ({ level }: { readonly level: 0 | 1 | 2 | 3 }) => (
  <Icon>
    <path d="M6 19v10h7l10 8V11l-10 8Z" />
    {level === 0 && <path d="m30 19 11 11m0-11L30 30" />}
    {level >= 1 && <path d="M29 20a6 6 0 0 1 0 8" />}
    {level >= 2 && <path d="M33 15a13 13 0 0 1 0 18" />}
    {level >= 3 && <path d="M37 10a20 20 0 0 1 0 28" />}
  </Icon>
);
/** A person with a raised hand. */
export const HelpIcon = () => (
  <Icon>
    <circle cx="22" cy="12" r="6" />
    <path d="M10 42V32c0-6 5-9 12-9 5 0 8 1 10 4l6-15" />
    <path d="M34 42V31" />
  </Icon>
);
export const BackIcon = () => (
  <Icon>
    <path d="M28 10 14 24l14 14" />
  </Icon>
);
export const ForwardIcon = () => (
  <Icon>
    <path d="m20 10 14 14-14 14" />
  </Icon>
);
export const DownIcon = () => (
  <Icon>
    <path d="m10 18 14 14 14-14" />
  </Icon>
);
export const UpIcon = () => (
  <Icon>
    <path d="m10 30 14-14 14 14" />
  </Icon>
);
export const DoneIcon = () => (
  <Icon>
    <path d="m9 25 10 10 20-22" />
  </Icon>
);
export const AttentionIcon = () => (
  <Icon>
    <path d="M24 6 44 41H4Z" />
    <path d="M24 19v10m0 5v1" />
  </Icon>
);
/** A shield: what stays safe. */
export const SafeIcon = () => (
  <Icon>
    <path d="M24 5 8 11v12c0 10 7 17 16 20 9-3 16-10 16-20V11Z" />
    <path d="m16 24 6 6 10-12" />
  </Icon>
);
export const TodoIcon = () => (
  <Icon>
    <path d="M8 24h28M26 13l11 11-11 11" />
  </Icon>
);
/** A head in a camera's finder. */
export const FaceIcon = () => (
  <Icon>
    <path d="M6 15V6h9M33 6h9v9M42 33v9h-9M15 42H6v-9" />
    <path d="M15 21c0 10 3 15 9 15s9-5 9-15-4-11-9-11-9 1-9 11Z" />
    <path d="M20 21v1m8-1v1m-8 7q4 3 8 0" />
  </Icon>
);
export const FingerIcon = () => (
  <Icon>
    <path d="M8 26v-4a16 16 0 0 1 32 0v8M14 34V22a10 10 0 0 1 20 0v14M20 40V22a4 4 0 0 1 8 0v20" />
  </Icon>
);
/** A sheet with a tick: what something is for. */
export const PurposeIcon = () => (
  <Icon>
    <path d="M12 6h17l9 9v27H12Z" />
    <path d="m18 28 5 5 9-11" />
  </Icon>
);
/** A public building: where something goes. */
export const OfficeIcon = () => (
  <Icon>
    <path d="M5 19 24 7l19 12ZM7 41h34M11 24v12m9-12v12m8-12v12m9-12v12" />
  </Icon>
);
export const ClockIcon = () => (
  <Icon>
    <circle cx="24" cy="24" r="18" />
    <path d="M24 13v11l8 5" />
  </Icon>
);
export const EraseIcon = () => (
  <Icon>
    <path d="M17 11h25v26H17L5 24Z" />
    <path d="m23 18 12 12m0-12L23 30" />
  </Icon>
);
