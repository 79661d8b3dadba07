/**
 * Which folder may import which: docs/architecture.md's table as rules.
 *
 * swc parses, because dependency-cruiser cannot use TypeScript 7 (which has no JavaScript API for it). Types
 * are dependencies here as well: a type that crosses a border ties both sides together like any other code.
 */

/** Folder -> the other folders of ours it may import. `test/` is missing: it may import anything. */
const mayImport = {
  contracts: [],
  drivers: ['contracts', 'native'],
  native: [],
  storage: ['contracts'],
  messaging: ['contracts'],
  /** Faces in pictures: what station, stand-in and emulated camera share. */
  face: ['contracts'],
  station: ['contracts', 'storage', 'face'],
  hall: ['contracts', 'storage', 'messaging'],
  platform: ['contracts', 'face', 'storage', 'messaging'],
  renderer: ['contracts'],
  electron: ['contracts'],
  cli: ['contracts', 'drivers', 'station', 'hall', 'platform', 'face'],
  build: [],
};

const ours = `^(${[...Object.keys(mayImport), 'test'].join('|')})/`;
const unitTest = '\\.test\\.tsx?$';
const testHelpers = '^test/support/';
const nativeAddons = '(^native/|node_modules/(pcsc-mini|node-hid|serialport|@serialport/[^/]+)/)';
const emulator = '^drivers/.*emulator[^/]*\\.ts$';
const codec = '^drivers/.*codec\\.ts$';

/** Exceptions to the table: part of a folder that may import more than the folder. */
const exceptions = {
  'station/device-host': { from: '^station/device-host/', to: '^drivers/' },
  'station/compose-hall.ts': { from: '^station/compose-hall\\.ts$', to: '^hall/embedded\\.ts$' },
};

const layers = Object.entries(mayImport).map(([folder, others]) => ({
  name: `${folder}-imports-only-${others.length > 0 ? others.join('-') : 'nothing-of-ours'}`,
  severity: 'error',
  from: {
    path: `^${folder}/`,
    pathNot: Object.values(exceptions)
      .filter(({ from }) => from.startsWith(`^${folder}/`))
      .map(({ from }) => from),
  },
  to: { path: ours, pathNot: [`^(${[folder, ...others].join('|')})/`, testHelpers] },
}));

const exceptionalParts = Object.entries(exceptions).map(([part, { from, to }]) => ({
  name: `${part}-imports-only-its-exception`,
  severity: 'error',
  from: { path: from },
  to: { path: ours, pathNot: [`^(station|${mayImport.station.join('|')})/`, to, testHelpers] },
}));

export default {
  forbidden: [
    ...layers,
    ...exceptionalParts,
    {
      name: 'test-helpers-only-in-tests',
      severity: 'error',
      from: { path: ours, pathNot: ['^test/', unitTest] },
      to: { path: '^test/' },
    },
    {
      name: 'codec-is-pure',
      comment: 'Bytes to typed values and back: no transport, no device, no emulator, no clock.',
      severity: 'error',
      from: { path: codec },
      to: { path: '^drivers/.*(transport|exchange|device|emulator|clock|timer)[^/]*\\.ts$' },
    },
    {
      name: 'codec-does-no-io',
      severity: 'error',
      from: { path: codec },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(assert|buffer|crypto|string_decoder|util|zlib)$' },
    },
    {
      name: 'codec-uses-no-device-library',
      severity: 'error',
      from: { path: codec },
      to: { path: [nativeAddons, 'node_modules/(modbus-serial|ws|fastify|pino)/'] },
    },
    {
      name: 'products-do-not-know-their-emulators',
      comment:
        'device.ts must behave the same whether hardware or an emulator is at the other end of the wire.',
      severity: 'error',
      from: { path: '^drivers/', pathNot: [emulator, unitTest] },
      to: { path: emulator },
    },
    {
      name: 'native-addons-only-in-drivers',
      severity: 'error',
      from: { path: ours, pathNot: '^(drivers|native|test)/' },
      to: { path: nativeAddons },
    },
    {
      name: 'station-process-loads-no-native-addon',
      comment:
        'The device host is a process of its own, so that a crash of an addon takes nothing else along.',
      severity: 'error',
      from: { path: '^station/main\\.ts$' },
      to: { path: nativeAddons, reachable: true },
    },
    {
      name: 'pages-share-only-the-kit',
      severity: 'error',
      from: { path: '^renderer/([^/]+)/' },
      to: { path: '^renderer/', pathNot: '^renderer/($1|ui|face)/' },
    },
    {
      name: 'pages-run-in-a-browser',
      severity: 'error',
      from: { path: '^renderer/', pathNot: [unitTest, '^renderer/vite\\.config\\.ts$'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-circular-imports',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'every-import-resolves',
      comment: 'An import that is not found would slip past every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|test-results)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
