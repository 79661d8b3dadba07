/** An emulated camera is for demonstrations, one a machine, and stands among the devices under an id of its own. */
import { deviceIdSchema } from '#contracts/devices.ts';

import { emulatedCameraOf } from '../emulated-camera.ts';
import type { Parts } from './parts.ts';
import { problemAt, valueAt, type ConfigProblem } from './problems.ts';

export function checkCameras({ root, faces, devices }: Parts): ConfigProblem[] {
  const emulated = faces.flatMap(({ path, value }) => {
    const id = emulatedCameraOf(value);
    return id === null ? [] : [{ path, id }];
  });
  return emulated.flatMap(({ path, id }, index) => {
    const camera = [...path, 'camera'];
    const problems: ConfigProblem[] = [];
    if (valueAt(root, ['dock']) !== true)
      problems.push(
        problemAt(
          root,
          camera,
          { zh: '模拟摄像头只用于演示台', en: 'an emulated camera is moved from the dock only' },
          { zh: '写上 dock: true，或改为 browser', en: 'write dock: true, or browser here' },
        ),
      );
    if (index > 0)
      problems.push(
        problemAt(
          root,
          camera,
          { zh: '模拟摄像头只能有一个', en: 'there can be one emulated camera' },
          { zh: '删除，或改为 browser', en: 'remove it, or write browser here' },
        ),
      );
    if (!deviceIdSchema.safeParse(id).success || devices.some(({ value }) => value.id === id))
      problems.push(
        problemAt(
          root,
          [...path, 'id'],
          {
            zh: `模拟摄像头的编号 ${id} 太长，或已被设备使用`,
            en: `the id of its emulated camera, ${id}, is too long or a device's`,
          },
          { zh: '换一个短的界面编号', en: 'choose another, short one' },
        ),
      );
    return problems;
  });
}
