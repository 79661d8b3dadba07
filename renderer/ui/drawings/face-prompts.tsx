/** What the person before the camera is asked to do, drawn in a mirror. */
import type { ReactNode } from 'react';

import type { FacePrompt } from '#contracts/face.ts';
import { Drawing } from './drawing.tsx';
import { Features, FrameOval, Head, ScannedFace } from './head.tsx';

/** A head on its way into the frame. */
function Moved({ from, children }: { readonly from: string; readonly children?: ReactNode }) {
  return (
    <>
      <g className={`arrives ${from}`}>
        <Head>
          <Features />
        </Head>
      </g>
      <FrameOval />
      {children}
    </>
  );
}

/** A head whose features turn while it stays where it is. */
function Turned({ to, children }: { readonly to: string; readonly children?: ReactNode }) {
  return (
    <>
      <Head>
        <g className={`turned ${to}`}>
          <Features />
        </g>
      </Head>
      {children}
    </>
  );
}

function Sun({ rays }: { readonly rays: 'on' | 'off' }) {
  return (
    <g transform="translate(204 40)">
      <circle className="sun" r="14" />
      {rays === 'on' && (
        <path
          className="ray comes"
          d="M0-22v-8M0 22v8M-22 0h-8M22 0h8M-16-16l-6-6M16 16l6 6M-16 16l-6 6M16-16l6-6"
        />
      )}
      {rays === 'off' && <path className="ray" d="M-26 26 26-26" />}
    </g>
  );
}

const arrows = {
  left: <path className="arrow" d="M60 16H12m14-12L12 16l14 12" />,
  right: <path className="arrow" d="M180 16h48M214 4l14 12-14 12" />,
  up: <path className="arrow" d="M222 132V84m-12 14 12-14 12 14" />,
  down: <path className="arrow" d="M222 84v48m-12-14 12 14 12-14" />,
} as const;

const drawings: Readonly<Record<FacePrompt, ReactNode>> = {
  starting: (
    <>
      <rect className="machine" x="26" y="62" width="188" height="124" rx="16" />
      <path className="machine" d="m86 62 12-24h44l12 24" />
      <circle className="sheet" cx="120" cy="124" r="42" />
      <circle className="lens comes" cx="120" cy="124" r="22" />
      <circle className="lamp" cx="190" cy="84" r="6" />
    </>
  ),
  nobody: <Moved from="from-below" />,
  'one-person': (
    <>
      <g className="steps-back">
        <g transform="translate(106 -6) scale(.82)">
          <Head>
            <Features />
          </Head>
        </g>
      </g>
      <g transform="translate(-22 10) scale(.96)">
        <Head>
          <Features />
        </Head>
      </g>
      <path className="arrow" d="M176 206h50m-14-12 14 12-14 12" />
    </>
  ),
  nearer: (
    <Moved from="from-small">
      <path className="arrow" d="M40 52 16 28m0 16V28h16M200 52l24-24m-16 0h16v16" />
    </Moved>
  ),
  further: (
    <Moved from="from-large">
      <path className="arrow" d="m16 28 24 24m0-16v16H24M224 28l-24 24m0-16v16h16" />
    </Moved>
  ),
  'move-left': <Moved from="from-right">{arrows.left}</Moved>,
  'move-right': <Moved from="from-left">{arrows.right}</Moved>,
  'move-up': <Moved from="from-under">{arrows.up}</Moved>,
  'move-down': <Moved from="from-above">{arrows.down}</Moved>,
  'look-straight': (
    <>
      <Head>
        <g className="straightens">
          <Features />
        </g>
      </Head>
      <path className="gaze" d="M120 20 100 88M120 20l20 68" />
      <circle className="lens" cx="120" cy="14" r="11" />
    </>
  ),
  'more-light': (
    <>
      <Head>
        <Features />
      </Head>
      <Sun rays="on" />
    </>
  ),
  'less-light': (
    <>
      <Head>
        <Features eyes="shut" />
      </Head>
      <Sun rays="off" />
    </>
  ),
  'even-light': (
    <>
      <Head>
        <Features />
        <path className="shade" d="M120 38v132c-30 0-52-28-52-78 0-36 22-54 52-54Z" />
      </Head>
      <Sun rays="on" />
    </>
  ),
  'eyes-open': (
    <Head>
      <Features eyes="opening" />
    </Head>
  ),
  'mask-off': (
    <>
      <Head>
        <Features />
      </Head>
      <g className="mask-off">
        <path className="mask" d="M76 116q44-18 88 0l-6 32q-16 22-38 22t-38-22Z" />
        <path className="thin" d="M88 130q32-10 64 0M90 146q30-8 60 0" />
        <path d="m76 118-10-14M164 118l10-14" />
      </g>
      {arrows.down}
    </>
  ),
  'hold-still': (
    <>
      <Head>
        <Features />
      </Head>
      <path className="arrow comes" d="M22 68V30h38M218 68V30h-38M22 150v38h20M218 150v38h-20" />
    </>
  ),
  blink: (
    <Head>
      <Features eyes="shutting" />
    </Head>
  ),
  'turn-left': <Turned to="to-left">{arrows.left}</Turned>,
  'turn-right': <Turned to="to-right">{arrows.right}</Turned>,
  nod: <Turned to="to-down">{arrows.down}</Turned>,
  'open-mouth': (
    <Head>
      <Features mouth="opening" />
    </Head>
  ),
  checking: <ScannedFace />,
};

export function FacePromptDrawing({
  prompt,
  label,
}: {
  readonly prompt: FacePrompt;
  readonly label: string;
}) {
  return <Drawing label={label}>{drawings[prompt]}</Drawing>;
}
