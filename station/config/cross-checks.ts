/** What one setting says about another: things that no schema of a single entry can see. */
import { z } from 'zod';

import { deviceConfigSchema, type DeviceConfig, type DriverName } from '#contracts/devices.ts';
import type { Text } from '#contracts/text.ts';

import { checkCameras } from './camera-checks.ts';
import { checkHall } from './hall-checks.ts';
import { leadsElsewhere, repeated, type Parts, type Path } from './parts.ts';
import { patternFault, type PatternFault } from './pattern-cost.ts';
import { problemAt, valueAt, type ConfigProblem } from './problems.ts';
import { checkQualification } from './qualification-checks.ts';
import { delaysSchema } from './schema.ts';

type Role = 'credentials' | 'printer' | 'gate' | 'fingerprint';

/** What each driver can be in a face. */
const roleOfDriver: Readonly<Record<DriverName, Role>> = {
  pcsc: 'credentials',
  vpcd: 'credentials',
  'sam-v': 'credentials',
  'hid-pos-scanner': 'credentials',
  'serial-scanner': 'credentials',
  'modbus-gate': 'gate',
  'escpos-printer': 'printer',
  'serial-fingerprint': 'fingerprint',
  libfprint: 'fingerprint',
};

const driverNames = deviceConfigSchema.options.map((option) => option.shape.driver.value);

/** `pcsc-mini` opens at most four readers at a time. */
const mostReaders = 4;

/** What of the machine a device takes for itself. */
function ownedPort(device: DeviceConfig): { readonly text: string; readonly path: Path } | null {
  if (device.driver === 'pcsc')
    return { text: `reader ${device.reader ?? ''}`, path: device.reader === undefined ? [] : ['reader'] };
  if (device.driver === 'libfprint')
    return {
      text: `fingerprint reader ${device.reader ?? ''}`,
      path: device.reader === undefined ? [] : ['reader'],
    };
  if (device.driver === 'hid-pos-scanner')
    return { text: `hid ${device.device.toLowerCase()}`, path: ['device'] };
  const { port } = device;
  if (port === 'emulated') return null;
  if (typeof port === 'number') return { text: `tcp 127.0.0.1:${port}`, path: ['port'] };
  if ('serial' in port) return { text: `file ${port.serial}`, path: ['port', 'serial'] };
  if ('file' in port) return { text: `file ${port.file}`, path: ['port', 'file'] };
  return { text: `tcp ${port.tcp.host}:${port.tcp.port}`, path: ['port', 'tcp'] };
}

function checkDevices({ root, devices }: Parts): ConfigProblem[] {
  const readers = devices.filter(({ value }) => value.driver === 'pcsc');
  return [
    ...repeated(root, devices, ({ id }) => ({ text: id, path: ['id'] }), {
      zh: '设备编号',
      en: "the device's id",
    }),
    ...repeated(root, devices, ownedPort, { zh: '端口', en: 'the port' }),
    ...readers
      .slice(mostReaders)
      .map(({ path }) =>
        problemAt(
          root,
          path,
          { zh: `PC/SC 读卡器超过 ${mostReaders} 个`, en: `more than ${mostReaders} PC/SC readers` },
          { zh: '删除多余的读卡器', en: 'remove the readers that are not needed' },
        ),
      ),
  ];
}

/** Every device's driver by id, from the raw list: an entry that the schema refuses still is a device of its kind. */
function driversById(root: unknown): ReadonlyMap<unknown, DriverName | null> {
  const list = valueAt(root, ['devices']);
  const entries: unknown[] = Array.isArray(list) ? list : [];
  return new Map(
    entries.map((entry) => {
      const driver = z.enum(driverNames).safeParse(valueAt(entry, ['driver']));
      return [valueAt(entry, ['id']), driver.success ? driver.data : null];
    }),
  );
}

function checkFaceDevices({ root, faces }: Parts): ConfigProblem[] {
  const driverOf = driversById(root);
  const takenBy = new Map<string, string>();

  const check = (role: Role, id: string, path: Path): ConfigProblem[] => {
    const driver = driverOf.get(id);
    if (driver === undefined) {
      const ids = [...driverOf].flatMap(([known, of]) =>
        of !== null && roleOfDriver[of] === role ? [String(known)] : [],
      );
      return [
        problemAt(
          root,
          path,
          { zh: '没有这个设备', en: 'there is no such device' },
          ids.length > 0
            ? { zh: `改为 devices 中的一个：${ids.join('、')}`, en: `name one of devices: ${ids.join(', ')}` }
            : { zh: '先在 devices 中加上它', en: 'add it to devices first' },
        ),
      ];
    }
    if (driver !== null && roleOfDriver[driver] !== role) {
      return [
        problemAt(
          root,
          path,
          { zh: `${driver} 设备不能用在 ${role}`, en: `a ${driver} device cannot serve as ${role}` },
          {
            zh: `改到 ${roleOfDriver[driver]}，或换一个设备`,
            en: `name it under ${roleOfDriver[driver]}, or name another device`,
          },
        ),
      ];
    }
    return [];
  };

  /** What people show themselves with belongs to whoever stands before one face. */
  const checkOwn = (role: Role, id: string, path: Path, face: string): ConfigProblem[] => {
    const owner = takenBy.get(id);
    takenBy.set(id, face);
    if (owner === undefined) return check(role, id, path);
    return [
      problemAt(
        root,
        path,
        { zh: `已属于界面 ${owner}`, en: `already belongs to the face ${owner}` },
        { zh: '一个读卡器或扫码器只能属于一个界面', en: 'a reader or scanner can serve one face only' },
      ),
    ];
  };

  return faces.flatMap(({ path, value: face }) => [
    ...face.credentials.flatMap((id, index) =>
      checkOwn('credentials', id, [...path, 'credentials', index], face.id),
    ),
    ...(face.fingerprint === undefined
      ? []
      : checkOwn('fingerprint', face.fingerprint, [...path, 'fingerprint'], face.id)),
    ...(face.printer === undefined ? [] : check('printer', face.printer, [...path, 'printer'])),
    ...(face.gate === undefined ? [] : check('gate', face.gate, [...path, 'gate'])),
  ]);
}

function checkFaces({ root, faces, services }: Parts): ConfigProblem[] {
  return [
    ...repeated(root, faces, ({ id }) => ({ text: id, path: ['id'] }), {
      zh: '界面编号',
      en: "the face's id",
    }),
    ...faces.flatMap(({ path, value: face }) => [
      ...face.services.flatMap((service, index) =>
        services.includes(service)
          ? []
          : [
              problemAt(
                root,
                [...path, 'services', index],
                { zh: '没有这项服务', en: 'there is no such service' },
                { zh: `改为其中之一：${services.join('、')}`, en: `name one of: ${services.join(', ')}` },
              ),
            ],
      ),
      ...(face.services.includes('entry') && face.gate === undefined
        ? [
            problemAt(
              root,
              [...path, 'gate'],
              { zh: 'entry 服务需要闸机', en: 'the service entry needs a gate' },
              { zh: '写上闸机的设备编号，或去掉 entry', en: "add the gate's device id, or remove entry" },
            ),
          ]
        : []),
    ]),
  ];
}

/** Faces and fingers are taken at a kiosk, behind a consent screen that a gate does not have. */
function checkCapture({ root, faces }: Parts): ConfigProblem[] {
  return faces.flatMap(({ path, value: face }) =>
    (['camera', 'fingerprint'] as const).flatMap((part) =>
      face.page === 'gate' && face[part] !== undefined
        ? [
            problemAt(
              root,
              [...path, part],
              { zh: '闸机界面不采集人脸和指纹', en: 'a gate takes neither faces nor fingers' },
              { zh: '删除，或移到 kiosk 界面', en: 'remove it, or move it to a kiosk' },
            ),
          ]
        : [],
    ),
  );
}

/** Emulated devices bring synthetic people: they must never be able to ask the city's platform about real ones. */
function checkDemonstration({ root, devices, faces }: Parts): ConfigProblem[] {
  if (!leadsElsewhere(valueAt(root, ['platform', 'url']))) return [];
  const remedy: Text = {
    zh: '换成真实端口；演示时把 platform.url 写为 stand-in',
    en: 'name a real port; for a demonstration write stand-in as platform.url',
  };
  return [
    ...devices.flatMap(({ path, value }) =>
      'port' in value && value.port === 'emulated'
        ? [
            problemAt(
              root,
              [...path, 'port'],
              { zh: '模拟设备不能连真实平台', en: 'an emulated device may not be used with a real platform' },
              remedy,
            ),
          ]
        : [],
    ),
    ...faces.flatMap(({ path, value: { camera } }) =>
      camera === 'emulated'
        ? [
            problemAt(
              root,
              [...path, 'camera'],
              {
                zh: '模拟摄像头不能连真实平台',
                en: 'an emulated camera may not be used with a real platform',
              },
              {
                zh: '改为 browser；演示时把 platform.url 写为 stand-in',
                en: 'write browser; for a demonstration write stand-in as platform.url',
              },
            ),
          ]
        : [],
    ),
    ...(valueAt(root, ['dock']) === true
      ? [
          problemAt(
            root,
            ['dock'],
            { zh: '演示台不能连真实平台', en: 'the dock may not be used with a real platform' },
            {
              zh: '删除 dock；演示时把 platform.url 写为 stand-in',
              en: 'remove dock; for a demonstration write stand-in as platform.url',
            },
          ),
        ]
      : []),
  ];
}

const patternFaults: Readonly<Record<PatternFault, { readonly problem: Text; readonly remedy: Text }>> = {
  'not-a-pattern': {
    problem: { zh: '不是正则表达式', en: 'not a regular expression' },
    remedy: { zh: '检查括号和转义', en: 'check its brackets and escapes' },
  },
  'looks-around': {
    problem: { zh: '含前后查看或反向引用', en: 'looks around or back' },
    remedy: { zh: '只用字符、字符类、分组和次数', en: 'use characters, classes, groups and counts only' },
  },
  'too-costly': {
    problem: { zh: '某些码会让匹配耗时过长', en: 'some codes would take too long to match' },
    remedy: {
      zh: '去掉次数里套次数，写明长度，如 {20,200}',
      en: 'put no count inside a count, and give lengths such as {20,200}',
    },
  },
};

function checkPatterns({ root, patterns }: Parts): ConfigProblem[] {
  return patterns.flatMap(({ path, value }) => {
    const fault = patternFault(value.pattern);
    if (fault === null) return [];
    const { problem, remedy } = patternFaults[fault];
    return [problemAt(root, [...path, 'pattern'], problem, remedy)];
  });
}

function checkDelays({ root }: Parts): ConfigProblem[] {
  const delays = delaysSchema.prefault({}).safeParse(valueAt(root, ['delays']));
  // Of two deadlines at one time the identification's ends first: the request would count as given up, not as too slow.
  if (!delays.success || delays.data.platformRequestMs < delays.data.identifyMs) return [];
  return [
    problemAt(
      root,
      ['delays', 'platformRequestMs'],
      {
        zh: '一次平台请求不比整个识别短',
        en: 'one request to the platform may take as long as the whole identification',
      },
      {
        zh: `小于 ${delays.data.identifyMs}（delays.identifyMs）`,
        en: `less than ${delays.data.identifyMs} (delays.identifyMs)`,
      },
    ),
  ];
}

export function crossCheck(parts: Parts): ConfigProblem[] {
  return [
    checkHall,
    checkDevices,
    checkFaceDevices,
    checkFaces,
    checkCapture,
    checkCameras,
    checkDemonstration,
    checkPatterns,
    checkDelays,
    checkQualification,
  ].flatMap((check) => check(parts));
}
