/** A finger and the reader's glass, seen from above. */
import type { ReactNode } from 'react';

import type { FingerPrompt } from '#contracts/devices.ts';
import { Drawing } from './drawing.tsx';

/** A finger that points up, its tip's middle at 120, 92. */
export function Finger() {
  return (
    <>
      <path className="skin" d="M92 224V96a28 30 0 0 1 56 0v128" />
      <path className="thin" d="M104 150q16 8 32 0" />
      <path className="ridge" d="M120 108v-8M112 112v-12a8 9 0 0 1 16 0v12M104 114v-14a16 18 0 0 1 32 0v14" />
    </>
  );
}

export function Reader({ children }: { readonly children?: ReactNode }) {
  return (
    <>
      <rect className="machine" x="38" y="20" width="164" height="160" rx="24" />
      <ellipse className="sheet" cx="120" cy="98" rx="48" ry="58" />
      {children}
    </>
  );
}

const drawings: Readonly<Record<FingerPrompt, ReactNode>> = {
  place: (
    <>
      <Reader />
      <g className="move-in">
        <Finger />
      </g>
    </>
  ),
  lift: (
    <>
      <Reader />
      <g className="move-out">
        <g transform="translate(0 26)">
          <Finger />
        </g>
      </g>
      <path className="arrow" d="M218 110v64m-14-14 14 14 14-14" />
    </>
  ),
  hold: (
    <>
      <Reader />
      <Finger />
      <path
        className="arrow comes"
        d="M70 60q-14 36 0 76M170 60q14 36 0 76M52 46q-22 50 0 104M188 46q22 50 0 104"
      />
    </>
  ),
  'again-centre': (
    <>
      <Reader>
        <path className="arrow" d="M120 28v20M120 150v20M60 98H44M196 98h-16" />
      </Reader>
      <g className="arrives from-side">
        <Finger />
      </g>
    </>
  ),
  'again-longer': (
    <>
      <Reader />
      <Finger />
      <circle className="sheet" cx="198" cy="168" r="34" />
      <path className="arrow" d="M198 146v22" />
      <path className="arrow hand-of-clock" d="M198 168h16" />
    </>
  ),
  'again-clean': (
    <>
      <g transform="translate(0 24)">
        <Finger />
      </g>
      <g className="wipes">
        <path className="cloth" d="M74 120q22-16 46-2t50-4l8 54q-24 16-52 4t-50 4Z" />
        <path className="thin" d="M92 134q18-6 30 0M96 154q22-8 44 2" />
      </g>
    </>
  ),
};

export function FingerPromptDrawing({
  prompt,
  label,
}: {
  readonly prompt: FingerPrompt;
  readonly label: string;
}) {
  return <Drawing label={label}>{drawings[prompt]}</Drawing>;
}
