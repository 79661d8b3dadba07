/** The browser's camera: opened, watched, and always let go of. */
import type { FaceEvidence } from '#contracts/face.ts';

export type CameraState = Extract<FaceEvidence, { kind: 'camera' }>['state'];
export type CameraTrouble = Exclude<CameraState, 'started' | 'no-models'>;

export interface Camera {
  readonly stream: MediaStream;
  readonly stop: () => void;
}

const wanted: MediaStreamConstraints = {
  audio: false,
  // Enough for a face at arm's length, and little enough for every frame to be looked at.
  video: { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: 'user' },
};

/** Milliseconds: a kiosk has nobody who would answer a question for permission. */
const openWithin = 10_000;

/**
 * `lost` is called once, when a camera that was opened goes. Stopping it is no loss.
 * Failure: what hinders it.
 */
export async function openCamera(
  devices: MediaDevices | undefined,
  lost: () => void,
): Promise<Camera | CameraTrouble> {
  // Browsers hide it from pages that came over an insecure line.
  if (devices === undefined) return 'denied';
  const opening = devices.getUserMedia(wanted);
  const unanswered = Promise.withResolvers<'denied'>();
  const deadline = setTimeout(() => unanswered.resolve('denied'), openWithin);
  try {
    const stream = await Promise.race([opening, unanswered.promise]);
    if (stream !== 'denied') return watchCamera(devices, stream, lost);
    opening.then(stopTracks, () => undefined);
    return 'denied';
  } catch (error) {
    return troubleOf(error);
  } finally {
    clearTimeout(deadline);
  }
}

function watchCamera(devices: MediaDevices, stream: MediaStream, lost: () => void): Camera {
  const [track] = stream.getVideoTracks();
  const leave = (): void => {
    track?.removeEventListener('ended', gone);
    devices.removeEventListener('devicechange', look);
    stopTracks(stream);
  };
  const gone = (): void => {
    leave();
    lost();
  };
  // A camera that is pulled does not end its track on every system.
  const look = (): void => {
    devices.enumerateDevices().then(
      (all) => {
        const own = track?.getSettings().deviceId;
        // Browsers may keep the names to themselves: then any camera may be it.
        const isThere = all.some(
          ({ kind, deviceId }) => kind === 'videoinput' && (deviceId === own || deviceId === ''),
        );
        if (track?.readyState === 'live' && !isThere) gone();
      },
      () => undefined,
    );
  };
  track?.addEventListener('ended', gone);
  devices.addEventListener('devicechange', look);
  return { stream, stop: leave };
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Names of https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia. */
function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  // NotReadableError: it is there, and broken or in somebody else's hands.
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'lost';
}
