/** Which ways this machine offers to this person now, in the site's order. */
import type { FingerprintFormat } from '#contracts/devices.ts';
import type { Option } from '#contracts/face-view.ts';
import type { Way } from '#contracts/qualification.ts';
import type { Text } from '#contracts/text.ts';
import type { SceneInfo } from '../scene.ts';
import type { QualificationState } from './state.ts';
import { texts, wayDetails, wayNames } from './texts.ts';

/** What the face's fingerprint reader can read; null where there is none. */
export function readerFormat({ config, face }: SceneInfo): FingerprintFormat | null {
  const device = config.devices.find(({ id }) => id === face.fingerprint);
  if (device?.driver === 'serial-fingerprint') return 'ef01';
  return device?.driver === 'libfprint' ? 'fprint' : null;
}

/** A way that needs a part that the machine does not have is no way here. */
function isHere(way: Way, info: SceneInfo): boolean {
  switch (way) {
    case 'face':
      return info.face.camera !== undefined;
    case 'fingerprint':
      return readerFormat(info) !== null;
    case 'staff':
      return true;
    case 'home-visit':
      return info.config.qualification.towns.length > 0;
  }
}

/** Why a way that is here cannot be used by this person now; null: it can. */
function obstacle(way: Way, { status }: Pick<QualificationState, 'status'>, info: SceneInfo): Text | null {
  if (way === 'face') {
    if (status === null) return info.config.qualification.face.keepImage ? null : texts.needsPlatform;
    return status.enrolled.face ? null : texts.notEnrolled;
  }
  if (way === 'fingerprint') {
    if (status === null) return texts.needsPlatform;
    return status.enrolled.fingerprints.some((format) => format === readerFormat(info))
      ? null
      : texts.notEnrolled;
  }
  return null;
}

/** All that is here, equal in size; `except` has just failed. */
export function wayOptions(
  state: Pick<QualificationState, 'status'>,
  info: SceneInfo,
  except: Way | null = null,
): readonly Option[] {
  return info.config.qualification.ways
    .filter((way) => way !== except && isHere(way, info))
    .map((way) => {
      const why = obstacle(way, state, info);
      return {
        id: way,
        label: wayNames[way],
        detail: why ?? wayDetails[way],
        drawing: way,
        enabled: why === null,
      };
    });
}

/** The way that a touch means, where it may be chosen. */
export function chosenWay(option: string, state: QualificationState, info: SceneInfo): Way | null {
  const offered = wayOptions(state, info).find(({ id, enabled }) => id === option && enabled);
  return info.config.qualification.ways.find((way) => way === offered?.id) ?? null;
}
