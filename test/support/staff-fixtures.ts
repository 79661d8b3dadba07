/** What the dock and the technician's page show, as a demonstration's station would send it; synthetic people only. */
import type { TraceEntry } from '#contracts/devices.ts';
import type { DockPerson, DockView } from '#contracts/dock.ts';
import type { EmulatorState } from '#contracts/emulators.ts';
import type { CardState } from '#contracts/platform-api.ts';
import type { OwnHallView, ServerHallView } from '#contracts/technician-hall.ts';
import type { Discovery, TechnicianView } from '#contracts/technician.ts';
import type { Fixtures } from './face-fixture-server.ts';
import { configuration as configurationOfHall, version } from './hall-fixtures.ts';
import { faceView, gateScreens, kioskScreens, screenOf } from './face-fixtures.ts';

const cardStates: readonly CardState[] = [
  'normal',
  'normal',
  'normal',
  'lost',
  'normal',
  'not-activated',
  'normal',
  'cancelled',
];
const names = ['王秀英', '李国强', '张桂兰', '刘建华', '陈玉珍', '杨德明', '欧阳慧敏', '周志刚'];

const people: readonly DockPerson[] = names.map((name, index) => ({
  index,
  name,
  age: 81 - index * 6,
  disabled: index === 1,
  deceased: index === 4,
  cardState: cardStates[index] ?? 'normal',
  staff: index === 6,
  sitter: index % 2 === 0 ? 'first' : 'second',
}));

const idle = { plugged: true, misbehaviour: null } as const;
const emulators: readonly EmulatorState[] = [
  { kind: 'card-reader', device: 'kiosk-card', ...idle, cardIn: true },
  { kind: 'identity-card-reader', device: 'kiosk-idcard', ...idle, cardIn: false },
  { kind: 'scanner', device: 'kiosk-scanner', plugged: false, misbehaviour: null },
  {
    kind: 'printer',
    device: 'kiosk-printer',
    ...idle,
    paper: 'near-end',
    cover: 'closed',
    cutter: 'ok',
    online: true,
    tickets: 3,
    picture:
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 576 640"><rect width="576" height="640" fill="#fff"/><text x="288" y="90" font-size="40" text-anchor="middle">云江区政务服务中心</text><text x="288" y="260" font-size="160" text-anchor="middle" font-weight="700">A012</text><text x="288" y="360" font-size="36" text-anchor="middle">社保咨询 · 前面 3 人</text></svg>',
  },
  { kind: 'fingerprint-reader', device: 'kiosk-finger', ...idle, fingerOn: false },
  { kind: 'camera', device: 'camera-kiosk', ...idle, who: 'second', act: null },
  {
    kind: 'card-reader',
    device: 'gate-card',
    plugged: true,
    misbehaviour: { kind: 'delay', ms: 2000, times: null },
    cardIn: false,
  },
  { kind: 'scanner', device: 'gate-scanner', ...idle },
  {
    kind: 'gate',
    device: 'gate',
    ...idle,
    openIn: true,
    openOut: false,
    sensorIn: true,
    sensorOut: false,
    emergency: false,
  },
];

/** `faceUrl` gives each frame its page. */
export function dockView(faceUrl: (page: 'kiosk' | 'gate') => string): DockView {
  return {
    timeZone: 'Asia/Shanghai',
    emulators,
    people,
    platform: { latencyMs: 200, mode: 'none' },
    faces: [
      {
        id: 'kiosk',
        kind: 'kiosk',
        url: faceUrl('kiosk'),
        devices: [
          'kiosk-card',
          'kiosk-idcard',
          'kiosk-scanner',
          'kiosk-finger',
          'camera-kiosk',
          'kiosk-printer',
        ],
      },
      { id: 'gate', kind: 'gate', url: faceUrl('gate'), devices: ['gate-card', 'gate-scanner', 'gate'] },
    ],
  };
}

const since = Date.UTC(2026, 0, 5, 1, 30);
const technicianView: TechnicianView = {
  version: '0.1.0',
  station: 'demo-1',
  timeZone: 'Asia/Shanghai',
  devices: [
    { id: 'kiosk-card', driver: 'pcsc', state: 'ready', name: 'Virtual PCD 00 00', since, failure: null },
    {
      id: 'kiosk-idcard',
      driver: 'sam-v',
      state: 'busy',
      name: 'SAM 05.01-20180101-0001234567-0987654321',
      since,
      failure: null,
    },
    {
      id: 'kiosk-scanner',
      driver: 'hid-pos-scanner',
      state: 'absent',
      name: null,
      since,
      failure: { code: 'port-unavailable', detail: '0c2e:0b81' },
    },
    {
      id: 'kiosk-printer',
      driver: 'escpos-printer',
      state: 'failing',
      name: null,
      since,
      failure: { code: 'printer-paper-out' },
    },
    {
      id: 'gate',
      driver: 'modbus-gate',
      state: 'out-of-order',
      name: null,
      since,
      failure: { code: 'device-out-of-order', detail: '5 restarts in 60 s' },
    },
  ],
  deviceHost: { running: true, restarts: 2, pid: 4711 },
  platform: { state: 'away', since, outbox: 17 },
  store: { failure: null },
  calls: [{ face: 'kiosk', since: 0 }],
};

const serverHall: ServerHallView = {
  kind: 'server',
  state: 'away',
  since: since + 3_600_000,
  refusal: { code: 'kiosk-token-invalid', detail: 'http://10.0.0.5:8700/' },
  administration: 'http://10.0.0.5:8700/hall-admin/',
  day: { date: '2026-01-05', state: 'open', by: null },
  version: 7,
  numbers: [
    {
      business: 'social',
      name: { zh: '社保咨询', en: 'Social insurance enquiries' },
      unused: 22,
      used: 8,
      unmerged: 5,
    },
    {
      business: 'card',
      name: { zh: '社保卡业务', en: 'Social-security card' },
      unused: 30,
      used: 0,
      unmerged: 0,
    },
  ],
  failure: null,
};

export const ownHall: OwnHallView = {
  kind: 'own',
  day: { date: '2026-01-05', state: 'open', by: null },
  waiting: 4,
  version,
  beginning: configurationOfHall,
  failure: null,
};

const discovery: Discovery = {
  readers: [{ name: 'Virtual PCD 00 00', driver: 'pcsc' }],
  hid: [
    { id: '0c2e:0b81', path: '/dev/hidraw0', name: 'Honeywell 3320g', driver: 'hid-pos-scanner' },
    { id: '046d:c31c', path: '/dev/hidraw1', name: 'Keyboard', driver: null },
  ],
  serial: [
    {
      path: '/dev/ttyUSB0',
      name: 'CH340',
      drivers: ['sam-v', 'serial-scanner', 'modbus-gate', 'escpos-printer'],
    },
  ],
  problems: [{ code: 'pcsc-unavailable' }],
};

const configuration = JSON.stringify({ station: 'demo-1', dock: true }, null, 2);

export const traceEntries: readonly TraceEntry[] = [
  { at: since, device: 'kiosk-card', direction: 'note', hex: '', meaning: 'card inserted, generation 3' },
  {
    at: since + 4,
    device: 'kiosk-card',
    direction: 'to',
    hex: '00A4040009A00000000386980701',
    meaning: 'SELECT SSSE',
  },
  {
    at: since + 48,
    device: 'kiosk-card',
    direction: 'from',
    hex: '6F108408A0000000038698079000',
    meaning: '9000',
  },
  { at: since + 900, device: 'gate', direction: 'to', hex: '01050000FF008C3A', meaning: 'coil 0 on' },
  { at: since + 905, device: 'gate', direction: 'from', hex: '01050000FF008C3A', meaning: 'coil 0 on' },
];

/** Everything that a fixture station shows at its start. */
export const startFixtures: Fixtures = {
  kiosk: faceView(screenOf(kioskScreens, 'idle')),
  gate: faceView(screenOf(gateScreens, 'ready')),
  technician: technicianView,
  hall: serverHall,
  dock: dockView(() => 'about:blank'),
  discovery,
  configuration,
};
