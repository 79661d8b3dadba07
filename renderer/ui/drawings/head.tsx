/**
 * A head as a mirror would show it, and what moves about it. The viewer's left is the person's own left, so that a
 * drawn movement is imitated without thinking.
 */
import type { ReactNode } from 'react';

/** Eyes, nose and mouth: what turns when a head turns. */
export function Features({
  eyes = 'open',
  mouth = 'closed',
}: {
  readonly eyes?: 'open' | 'shut' | 'shutting' | 'opening';
  readonly mouth?: 'closed' | 'opening' | 'hidden';
}) {
  const open =
    eyes === 'opening' ? (
      <>
        <circle className="sheet" cx="100" cy="98" r="10" />
        <circle className="sheet" cx="140" cy="98" r="10" />
        <path className="eyes" d="M100 98v1M140 98v1" />
      </>
    ) : (
      <path className="eyes" d="M100 98v1M140 98v1" />
    );
  const shut = <path d="M92 98q8 7 16 0M132 98q8 7 16 0" />;
  return (
    <>
      <path className="thin" d="M90 82q10-7 20-1M130 81q10-6 20 1" />
      {(eyes === 'open' || eyes === 'opening') && <g className={eyes === 'opening' ? 'comes' : ''}>{open}</g>}
      {(eyes === 'shut' || eyes === 'shutting') && (
        <g className={eyes === 'shutting' ? 'comes' : ''}>{shut}</g>
      )}
      {eyes === 'opening' && <g className="goes">{shut}</g>}
      {eyes === 'shutting' && <g className="goes">{open}</g>}
      <path className="thin" d="M120 98v16l-6 3" />
      {mouth === 'closed' && <path d="M104 134q16 10 32 0" />}
      {mouth === 'opening' && (
        <>
          <path className="goes" d="M104 134q16 10 32 0" />
          <ellipse className="comes mouth" cx="120" cy="137" rx="13" ry="14" />
        </>
      )}
    </>
  );
}

/** Middle of the face at 120, 108; 104 wide and 130 high with its hair. */
export function Head({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <path className="coat" d="M48 224c0-28 18-42 44-46h56c26 4 44 18 44 46Z" />
      <path className="skin" d="M100 158v20q20 18 40 0v-20" />
      <path className="skin" d="M68 96c-10-2-12 22 2 26M172 96c10-2 12 22-2 26" />
      <path className="skin" d="M68 92c0 50 22 78 52 78s52-28 52-78c0-36-22-54-52-54S68 56 68 92Z" />
      {children}
      <path
        className="hair"
        d="M66 98c-6-46 20-72 54-72s60 26 54 72c-4-14-8-26-14-36-22 6-58 4-80-2-6 12-10 24-14 38Z"
      />
    </>
  );
}

/** Where the head should be. */
export function FrameOval() {
  return <ellipse className="frame-oval" cx="120" cy="106" rx="82" ry="100" />;
}

/** A head between the corners of a picture, while it is looked at. */
export function ScannedFace() {
  return (
    <>
      <Head>
        <Features />
      </Head>
      <path className="arrow" d="M22 58V24h34M218 58V24h-34M22 160v34M218 160v34" />
      <path className="scan" d="M30 108h180" />
    </>
  );
}
