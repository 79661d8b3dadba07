/** Composes a station: the one place that knows every part. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { systemClock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import { standInSealingKey } from '#contracts/platform-api.ts';
import { ok, type Result } from '#contracts/result.ts';
import type { StationLaunch } from '#contracts/station-launch.ts';
import { createStationApi } from './api.ts';
import { composeHall } from './compose-hall.ts';
import { composeQualification } from './compose-qualification.ts';
import { effectiveConfiguration } from './config/effective.ts';
import type { FaceConfig, StationConfig } from './config/schema.ts';
import { DeviceHostClient } from './device-host/client.ts';
import { EmulatorHostClient } from './device-host/emulator-client.ts';
import { resolvePorts } from './device-host/resolve-ports.ts';
import { DeviceReports } from './device-reports.ts';
import { discover } from './discovery.ts';
import { Dock } from './dock.ts';
import { browserCamera, cameraFiles, emulatedCameraOf } from './emulated-camera.ts';
import { Ending } from './ending.ts';
import { HelpCalls } from './help-calls.ts';
import { identify, type IdentifyServices } from './identify/identify.ts';
import { refusalRecorder } from './identify/refusals.ts';
import { createSealer } from './identify/seal.ts';
import { openDataFolder, type DataFolder } from './journal/data-folder.ts';
import { openJournal, type Journal } from './journal/journal.ts';
import { personKey } from './journal/person-key.ts';
import { collector, giveBackMemory } from './memory.ts';
import { createMetrics } from './metrics.ts';
import { PlatformClient } from './platform-client/client.ts';
import { startOutboxSender } from './platform-client/outbox-sender.ts';
import { reconcile, settle, settleWhenBack } from './reconcile.ts';
import { startServer } from './server/server.ts';
import { makeTokens } from './server/tokens.ts';
import { sceneRegistry } from './services/registry.ts';
import type { ScenePorts } from './services/scene.ts';
import { FaceRuntime } from './sessions/face-runtime.ts';
import { standInAt, startStandIn } from './stand-in.ts';
import { writeStationFile } from './station-file.ts';
import { watchStore } from './store-watch.ts';
import { TechnicianBoard } from './technician-view.ts';

/** How often the audit chain's head goes to the platform, milliseconds: what happened since the last is unwitnessed. */
const anchorEveryMs = 600_000;

export interface StationOptions {
  readonly config: StationConfig;
  readonly dataFolder: string;
  readonly version: string;
  readonly log: Log;
}

export interface RunningStation {
  readonly launch: StationLaunch;
  stop(): Promise<void>;
}

/**
 * Starts everything; when it resolves ok, the pages can be opened. Failures: those of the data folder, the journal and
 * the hall (data-in-use, store-newer, disk-full, …), platform-unreachable (the stand-in did not start),
 * port-unavailable. After a failure nothing runs.
 */
export async function startStation(options: StationOptions): Promise<Result<RunningStation>> {
  const ending = new Ending();
  let started: Result<RunningStation> | null = null;
  try {
    started = await compose(options, ending);
    return started;
  } finally {
    if (started === null || !started.ok) await ending.run();
  }
}

interface Stores {
  readonly folder: DataFolder;
  readonly journal: Journal;
}

function openStores({ dataFolder }: StationOptions, ending: Ending): Result<Stores> {
  const folder = openDataFolder(dataFolder, randomBytes);
  if (!folder.ok) return folder;
  ending.add(() => folder.value.release());
  const journal = openJournal(folder.value, systemClock, newId);
  if (!journal.ok) return journal;
  ending.add(() => journal.value.close());
  return ok({ folder: folder.value, journal: journal.value });
}

function newId(): string {
  return randomUUID();
}

async function compose(options: StationOptions, ending: Ending): Promise<Result<RunningStation>> {
  const { config, log, version } = options;
  const clock = systemClock;
  const startedAt = clock.monotonic();
  log.event('station-starting', { version, dataFolder: options.dataFolder });

  const stores = openStores(options, ending);
  if (!stores.ok) return stores;
  const { folder, journal } = stores.value;
  const { dataFolder } = options;
  const hallParts = { config, dataFolder, keys: folder.keys, journal, version, clock, log };
  const opened = await composeHall(hallParts, ending);
  if (!opened.ok) return opened;
  const { hall, personKey: peopleKey, client, own, addresses, phoneUrl, cityMetrics } = opened.value;
  const inForce = opened.value.config;

  const emulators = new EmulatorHostClient({
    devices: config.devices,
    cameras: cameraFiles(config.faces, options.dataFolder),
    clock,
    log,
  });
  ending.add(() => emulators.stop());
  const [standIn, ports] = await Promise.all([
    config.platform.url === 'stand-in' ? startStandIn() : ok(null),
    emulators.start(),
  ]);
  if (!standIn.ok) return standIn;
  const process = standIn.value;
  if (process !== null) ending.add(() => process.stop());
  if (!ports.ok) return ports;
  const platformUrl = process?.url ?? config.platform.url;

  const platform = new PlatformClient({
    url: platformUrl,
    key: config.platform.keyFile === undefined ? null : readFileSync(config.platform.keyFile, 'utf8').trim(),
    requestMs: config.delays.platformRequestMs,
    clock,
    log,
  });
  ending.add(() => platform.stop());
  const devices = new DeviceHostClient({ devices: resolvePorts(config.devices, ports.value), clock, log });
  ending.add(() => devices.stop());

  const outboxPending = (): number => {
    const count = journal.outbox.count();
    return count.ok ? count.value.pending : 0;
  };
  const faces = new Map<string, FaceRuntime>();
  let pages = (): Readonly<Record<string, number>> => ({});
  const metrics = createMetrics({
    devices: () => devices.statuses(),
    deviceHostRestarts: () => devices.process.restarts,
    outbox: outboxPending,
    platformReachable: () => platform.state.state === 'reachable',
    pages: () => pages(),
    more: cityMetrics === null ? [] : [cityMetrics],
  });
  ending.add(() => metrics.close());
  const sender = startOutboxSender({ outbox: journal.outbox, platform, clock, random: Math.random, log });
  ending.add(() => sender.stop());

  const sealingKey = standIn.value === null ? config.platform.sealingKey : standInSealingKey;
  const seal = sealingKey === undefined ? null : createSealer(sealingKey);
  const identification = (face: string): Omit<IdentifyServices, 'seal'> => ({
    config: inForce(),
    platform,
    personKey: (number) => personKey(peopleKey, number),
    clock,
    newId,
    refused: refusalRecorder({ station: config.station, journal, clock, log }, face),
  });
  const qualification = composeQualification({
    config,
    platform,
    journal,
    sender,
    seal,
    identify: identification,
    version,
    clock,
    log,
  });
  if (qualification !== null) ending.add(() => qualification.stop());
  const scenePorts: ScenePorts = {
    hall,
    phoneUrl,
    journal,
    call: (call, deadlineMs, signal) => devices.call(call, deadlineMs, signal),
    newId,
    log,
    metrics,
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    qualification: qualification?.ports ?? null,
  };
  const settled = await reconcile(sceneRegistry, scenePorts, log);
  if (!settled.ok) return settled;
  if (client !== null)
    settleWhenBack(client, settled.value, (left) => settle(left, sceneRegistry, scenePorts, log));

  /** A face that needs no sealed number seals none: a gate loses no time. */
  const identifyAt = ({ id, services }: FaceConfig): IdentifyServices => ({
    ...identification(id),
    seal: seal !== null && services.includes('qualification') ? (number) => seal('identity', number) : null,
  });
  let board: TechnicianBoard | null = null;
  // Where no hall is served, there is no caller page that a call could reach.
  const helpCalls =
    client === null && addresses === null
      ? null
      : new HelpCalls({
          hall,
          station: config.station,
          newId,
          clock,
          answered: (face) => faces.get(face)?.onHelpAnswered(),
        });
  if (helpCalls !== null) ending.add(() => helpCalls.stop());
  for (const face of config.faces) {
    const runtime = new FaceRuntime(face, {
      config: inForce,
      scenes: sceneRegistry.filter(({ id }) => face.services.includes(id)),
      ports: scenePorts,
      identify: (credential, signal) => identify(credential, identifyAt(face), signal),
      staffCall: (id, change) => {
        board?.call(id, change.is === 'made');
        if (change.is === 'taken-back') helpCalls?.takeBack(id);
        if (change.is === 'timed-out') helpCalls?.over(id);
        if (change.is !== 'made') return;
        helpCalls?.call(id);
        // The journal reports its own failure; the technician's page shows the call all the same.
        journal.record({
          outbox: {
            topic: 'help',
            station: config.station,
            at: new Date(clock.now()).toISOString(),
            person: null,
            body: { face: id, screen: change.screen },
          },
        });
      },
      clock,
      log,
      metrics,
    });
    faces.set(face.id, runtime);
    ending.add(() => runtime.stop());
  }

  const store = watchStore(journal, clock, log, () => board?.refresh());
  ending.add(() => store.stop());
  board = new TechnicianBoard({
    version,
    station: config.station,
    timeZone: () => inForce().hall.timeZone,
    devices,
    platform: () => platform.state,
    outbox: outboxPending,
    storeFailure: () => store.failure(),
    now: () => clock.now(),
  });
  const technician = board;
  const reports = new DeviceReports(config.station, journal, clock);
  ending.add(() => reports.stop());
  devices.events((event) => {
    reports.onDevice(event);
    for (const face of faces.values()) face.onDevice(event);
    if (event.type !== 'state') return;
    technician.refresh();
    for (const face of faces.values()) face.onStatuses(devices.statuses());
  });
  platform.onState((state) => {
    technician.refresh();
    for (const face of faces.values()) face.onPlatform(state);
  });
  const dock = config.dock
    ? new Dock({
        config: inForce(),
        standIn: standInAt(platformUrl),
        command: (command) => emulators.command(command),
        now: () => clock.now(),
      })
    : null;
  if (dock !== null) emulators.onStates((states) => dock.showEmulators(states));
  own?.onChange(() => {
    technician.refresh();
    dock?.showTimeZone(inForce().hall.timeZone);
    for (const face of faces.values()) face.onHall();
  });

  const server = await startServer({
    config,
    api: createStationApi({
      faces,
      devices,
      technician: technician.view,
      discover,
      configuration: () => effectiveConfiguration(inForce()),
      hall: opened.value.technicians,
      dock,
    }),
    tokens: makeTokens(randomBytes),
    pagesFolder: join(import.meta.dirname, '../dist/pages'),
    clock,
    log,
    health: () => ({
      status: store.failure() === null && devices.process.running ? 'ok' : 'degraded',
      version,
      store: store.failure() === null ? 'ok' : 'failing',
      deviceHost: devices.process.running ? 'running' : 'restarting',
      platform: platform.state.state,
    }),
    metrics: () => metrics.text(),
  });
  if (!server.ok) return server;
  ending.add(() => server.value.close());
  pages = () => server.value.pages();

  devices.start();
  platform.start();
  for (const face of faces.values()) face.start();
  ending.add(anchorRegularly(journal, config.station));
  const nobodyThere = (): boolean => [...faces.values()].every(({ isIdle }) => isIdle);
  ending.add(giveBackMemory({ clock, nobodyThere, collect: collector() }));
  if (dock !== null) {
    dock.showFaces(
      config.faces.map(({ id, page, camera, credentials, printer, gate, fingerprint }) => ({
        id,
        kind: page,
        url: server.value.faceUrl(id),
        devices: [...credentials, emulatedCameraOf({ id, camera }), fingerprint, printer, gate].filter(
          (device) => device !== undefined && device !== null,
        ),
      })),
    );
    const people = await dock.load();
    if (!people.ok) log.event('platform-failed', { operation: 'people', code: people.error.code });
  }
  const camera = browserCamera(config.faces, options.dataFolder);
  const launch = { ...server.value.addresses, camera, hall: addresses };
  const stationFile = writeStationFile(options.dataFolder, launch);
  ending.add(() => stationFile.remove());
  log.event('station-ready', {
    url: new URL('/', launch.url).href,
    startMs: Math.round(clock.monotonic() - startedAt),
  });
  return ok({ launch, stop: () => ending.run() });
}

/** Tells the platform the head of the audit chain, now, regularly and at the end. */
function anchorRegularly(journal: Journal, station: string): () => void {
  let cancel: () => void = () => undefined;
  const anchor = (): void => {
    // The journal reports its own failure; the next turn tries again.
    journal.anchorAudit(station);
    cancel = systemClock.after(anchorEveryMs, anchor);
  };
  anchor();
  return () => {
    cancel();
    journal.anchorAudit(station);
  };
}
