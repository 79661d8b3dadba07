/** A picture of what the camera sees now, small enough for the line to the station. */

/** Characters of base64 that `faceEvidenceSchema` takes. */
const longest = 200_000;
/** JPEG's, tried in turn. */
const qualities = [0.92, 0.85, 0.75, 0.6, 0.45, 0.3] as const;

/** Base64 of the first JPEG that fits; null where none does. `encode` gives base64 for a quality. */
export async function firstThatFits(encode: (quality: number) => Promise<string>): Promise<string | null> {
  for (const quality of qualities) {
    const jpeg = await encode(quality);
    if (jpeg.length <= longest) return jpeg;
  }
  return null;
}

/** Not mirrored: as the camera sees it. */
export async function takeStill(video: HTMLVideoElement): Promise<string | null> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return firstThatFits(async (quality) =>
    base64(await canvas.convertToBlob({ type: 'image/jpeg', quality })),
  );
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  // A call's arguments are limited: in pieces.
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
