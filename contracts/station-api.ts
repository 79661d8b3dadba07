/** What pages and station say to each other: tRPC over WebSocket on loopback. */
import { initTRPC, TRPCError } from '@trpc/server';
import { z } from 'zod';

import { dockRequestSchema, type DockView } from './dock.ts';
import { deviceIdSchema, type TraceEntry } from './devices.ts';
import { faceEvidenceSchema } from './face.ts';
import { intentSchema, type FaceView, type IntentReceipt } from './face-view.ts';
import {
  configurationChangeSchema,
  type ConfigurationChange,
  type ConfigurationVersion,
} from './hall/configuration.ts';
import { dayChangeSchema, type DayChange, type DayView } from './hall/day.ts';
import type { Failure, Result } from './result.ts';
import type { TechnicianHall } from './technician-hall.ts';
import type { TechnicianView, Discovery } from './technician.ts';

/** Each launch makes one secret token for each role; a page gets its own in the address's fragment. */
export const roles = ['kiosk', 'gate', 'technician', 'dock'] as const;
export type Role = (typeof roles)[number];

/** Sent as tRPC connection parameters, so that no token stands in a URL that may be logged. */
export const connectionParamsSchema = z.object({
  token: z.string().min(16).max(128),
  face: z.string().max(32).exactOptional(),
});

/** The station's side of the contract. `signal` ends a watch when its page goes. */
export interface StationApi {
  /** The view of a face now and after every change. */
  watchFace(face: string, signal: AbortSignal): AsyncIterable<FaceView>;
  intend(face: string, intent: z.infer<typeof intentSchema>): Promise<IntentReceipt>;
  /** What the page's camera saw. */
  evidence(face: string, evidence: z.infer<typeof faceEvidenceSchema>): Promise<void>;
  watchDevices(signal: AbortSignal): AsyncIterable<TechnicianView>;
  watchTrace(signal: AbortSignal): AsyncIterable<readonly TraceEntry[]>;
  testDevice(device: string): Promise<{ text: string; failure: Failure | null }>;
  enableDevice(device: string): Promise<{ failure: Failure | null }>;
  /** JSON of the effective configuration, secrets blanked. */
  effectiveConfiguration(): Promise<string>;
  discover(): Promise<Discovery>;
  watchHall(signal: AbortSignal): AsyncIterable<TechnicianHall>;
  /** Versions of the hall's configuration, newest first. Failure: not-permitted (the hall is on a server). */
  hallHistory(): Promise<Result<readonly ConfigurationVersion[]>>;
  /** Failures: those of the hall; not-permitted. */
  changeHall(change: ConfigurationChange): Promise<Result<ConfigurationVersion>>;
  /** Failures: those of the hall; not-permitted. */
  changeHallDay(change: DayChange): Promise<Result<DayView>>;
  watchDock(signal: AbortSignal): AsyncIterable<DockView>;
  dock(request: z.infer<typeof dockRequestSchema>): Promise<{ failure: Failure | null }>;
}

export interface StationContext {
  readonly api: StationApi;
  readonly role: Role;
  /** Set for kiosk and gate pages: the one face that they may draw and touch. */
  readonly face: string | null;
}

const t = initTRPC.context<StationContext>().create({
  // tRPC would send stack traces to pages unless NODE_ENV says otherwise.
  isDev: false,
  // An unforeseen error's own words may name files or quote what was read; a page learns only that it failed.
  errorFormatter: ({ shape, error }) =>
    error.code === 'INTERNAL_SERVER_ERROR' ? { ...shape, message: 'failed' } : shape,
});

function roleProcedure(...allowed: readonly Role[]) {
  return t.procedure.use(({ ctx, next }) => {
    if (!allowed.includes(ctx.role)) throw new TRPCError({ code: 'FORBIDDEN', message: 'not-permitted' });
    return next();
  });
}

const faceProcedure = roleProcedure('kiosk', 'gate').use(({ ctx, next }) => {
  if (ctx.face === null) throw new TRPCError({ code: 'FORBIDDEN', message: 'not-permitted' });
  return next({ ctx: { ...ctx, face: ctx.face } });
});
const technicianProcedure = roleProcedure('technician');
const dockProcedure = roleProcedure('dock');

/** A watch ends with its page: every subscription gets the signal. */
const never = new AbortController().signal;

export const stationRouter = t.router({
  face: t.router({
    watch: faceProcedure.subscription(({ ctx, signal }) => ctx.api.watchFace(ctx.face, signal ?? never)),
    intend: faceProcedure.input(intentSchema).mutation(({ ctx, input }) => ctx.api.intend(ctx.face, input)),
    evidence: faceProcedure
      .input(faceEvidenceSchema)
      .mutation(({ ctx, input }) => ctx.api.evidence(ctx.face, input)),
  }),
  technician: t.router({
    watchDevices: technicianProcedure.subscription(({ ctx, signal }) =>
      ctx.api.watchDevices(signal ?? never),
    ),
    watchTrace: technicianProcedure.subscription(({ ctx, signal }) => ctx.api.watchTrace(signal ?? never)),
    test: technicianProcedure.input(deviceIdSchema).mutation(({ ctx, input }) => ctx.api.testDevice(input)),
    enable: technicianProcedure
      .input(deviceIdSchema)
      .mutation(({ ctx, input }) => ctx.api.enableDevice(input)),
    configuration: technicianProcedure.query(({ ctx }) => ctx.api.effectiveConfiguration()),
    discover: technicianProcedure.query(({ ctx }) => ctx.api.discover()),
    watchHall: technicianProcedure.subscription(({ ctx, signal }) => ctx.api.watchHall(signal ?? never)),
    hallHistory: technicianProcedure.query(({ ctx }) => ctx.api.hallHistory()),
    changeHall: technicianProcedure
      .input(configurationChangeSchema)
      .mutation(({ ctx, input }) => ctx.api.changeHall(input)),
    changeHallDay: technicianProcedure
      .input(dayChangeSchema)
      .mutation(({ ctx, input }) => ctx.api.changeHallDay(input)),
  }),
  dock: t.router({
    watch: dockProcedure.subscription(({ ctx, signal }) => ctx.api.watchDock(signal ?? never)),
    watchTrace: dockProcedure.subscription(({ ctx, signal }) => ctx.api.watchTrace(signal ?? never)),
    request: dockProcedure.input(dockRequestSchema).mutation(({ ctx, input }) => ctx.api.dock(input)),
  }),
});
/** Pages import this type only; the router itself stays in the station. */
export type StationRouter = typeof stationRouter;
