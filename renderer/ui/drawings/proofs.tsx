/** The four ways to prove that one is alive and oneself. */
import type { ReactNode } from 'react';

import type { Way } from '#contracts/qualification.ts';
import { Drawing } from './drawing.tsx';
import { Finger, Reader } from './finger-prompts.tsx';
import { Features, Head, ScannedFace } from './head.tsx';

const proofs: Readonly<Record<Way, ReactNode>> = {
  face: <ScannedFace />,
  fingerprint: (
    <>
      <Reader />
      <g className="move-in">
        <Finger />
      </g>
    </>
  ),
  // Somebody in the hall's coat with a plate on it, who sees and says yes.
  staff: (
    <>
      <g transform="translate(-30 8) scale(.96)">
        <Head>
          <Features />
        </Head>
        <path d="m96 182 24 20 24-20" />
        <rect className="sheet" x="104" y="200" width="32" height="24" rx="4" />
      </g>
      <g className="comes">
        <circle className="sheet" cx="194" cy="66" r="36" />
        <path className="arrow" d="m178 66 12 13 22-26" />
      </g>
    </>
  ),
  // Somebody walks to the door of a house.
  'home-visit': (
    <>
      <path className="machine" d="M104 104h112v100H104z" />
      <path className="sheet" d="M90 108 160 44l70 64" />
      <path className="sheet" d="M164 146h32v58h-32z" />
      <path className="sheet" d="M122 124h24v24h-24z" />
      <path className="accent-line" d="M10 206h222" />
      <g className="move-along">
        <circle className="skin" cx="62" cy="86" r="15" />
        <path className="coat" d="M48 106c10-8 22-6 28 3l3 48H46Z" />
        <path
          className="limb"
          d="m50 114-14 24 6 12M73 116l14 20 13-5M52 160l-4 22-14 22M68 160l12 20 6 24"
        />
      </g>
    </>
  ),
};

export function ProofDrawing({ way, label }: { readonly way: Way; readonly label: string }) {
  return <Drawing label={label}>{proofs[way]}</Drawing>;
}
