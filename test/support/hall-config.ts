/** The configuration of a station under test: a kiosk and a gate, on whatever ports the test has. */
import type { DeviceConfig } from '#contracts/devices.ts';
import { standInSealingKey } from '#contracts/platform-api.ts';

export interface HallConfigOptions {
  readonly platformUrl: string;
  readonly devices: readonly (Partial<DeviceConfig> & { readonly id: string; readonly driver: string })[];
  readonly change?: Readonly<Record<string, unknown>>;
  /** Of the kiosk, before the common ones. */
  readonly services?: readonly string[];
  /** More of the kiosk's face: its camera. */
  readonly kiosk?: Readonly<Record<string, unknown>>;
}

/** Devices by id: `kiosk-card`, `kiosk-idcard`, `kiosk-scanner`, `printer`, `gate-card`, `gate-scanner`, `gate`, `finger`. */
export function hallConfig({
  platformUrl,
  devices,
  change = {},
  services = [],
  kiosk = {},
}: HallConfigOptions): object {
  const has = (id: string): boolean => devices.some((device) => device.id === id);
  const credentials = (face: string): string[] =>
    ['card', 'idcard', 'scanner'].map((kind) => `${face}-${kind}`).filter(has);
  return {
    station: 'test-1',
    hall: {
      name: { zh: '测试大厅', en: 'Test hall' },
      businesses: [
        { id: 'pension', name: { zh: '养老业务', en: 'Pensions' }, prefix: 'A' },
        { id: 'card', name: { zh: '社保卡业务', en: 'Card services' }, prefix: 'B' },
        { id: 'advice', name: { zh: '综合咨询', en: 'Advice' }, prefix: 'C', anonymous: true },
      ],
    },
    devices,
    faces: [
      ...(credentials('kiosk').length > 0
        ? [
            {
              id: 'kiosk',
              page: 'kiosk',
              credentials: credentials('kiosk'),
              ...(has('printer') ? { printer: 'printer' } : {}),
              ...(has('finger') ? { fingerprint: 'finger' } : {}),
              ...kiosk,
              services: [...services, 'ticket', 'information'],
            },
          ]
        : []),
      ...(has('gate')
        ? [{ id: 'gate', page: 'gate', credentials: credentials('gate'), gate: 'gate', services: ['entry'] }]
        : []),
    ],
    platform: { url: platformUrl, sealingKey: standInSealingKey },
    codes: {
      patterns: [
        { strip: 'YKU', pattern: '^YK[0-9A-Za-z_-]{20,200}$', verifier: 'yukuai' },
        { pattern: '^SS[0-9A-Za-z_-]{20,200}$', verifier: 'essc' },
      ],
    },
    ...change,
  };
}
