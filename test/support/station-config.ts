/** A small, valid configuration for unit tests; `change` overrides its sections. */
import { configSchema, type StationConfig } from '#station/config/schema.ts';

export function testConfig(change: Partial<Record<keyof StationConfig, unknown>> = {}): StationConfig {
  return configSchema.parse({
    station: 'test-1',
    hall: {
      name: { zh: '测试大厅', en: 'Test hall' },
      businesses: [
        { id: 'pension', name: { zh: '养老业务', en: 'Pensions' }, prefix: 'A' },
        { id: 'advice', name: { zh: '咨询', en: 'Advice' }, prefix: 'B', anonymous: true },
      ],
    },
    devices: [
      { id: 'reader', driver: 'vpcd', port: 'emulated' },
      { id: 'scanner', driver: 'serial-scanner', port: 'emulated' },
      { id: 'printer', driver: 'escpos-printer', port: 'emulated' },
      { id: 'gate', driver: 'modbus-gate', port: 'emulated' },
    ],
    faces: [
      {
        id: 'kiosk',
        page: 'kiosk',
        credentials: ['reader', 'scanner'],
        printer: 'printer',
        services: ['ticket', 'information'],
      },
      { id: 'gate', page: 'gate', credentials: ['reader', 'scanner'], gate: 'gate', services: ['entry'] },
    ],
    platform: { url: 'http://127.0.0.1:1' },
    codes: { patterns: [{ strip: 'YKU', pattern: '^[0-9A-Za-z]{24}$', verifier: 'yukuai' }] },
    ...change,
  });
}
