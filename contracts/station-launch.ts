/** How another process finds a station that runs: its first line on stdout, a file in its data folder, its health. */
import { z } from 'zod';

import { hallAddressesSchema } from './hall/launch.ts';

/** Each address holds the token of its page in the fragment; null where the configuration has no such page. */
const stationAddressesSchema = z.object({
  url: z.url(),
  gateUrl: z.url().nullable(),
  technicianUrl: z.url().nullable(),
  /** Kiosk and device dock side by side, in a demonstration. */
  dockUrl: z.url().nullable(),
});
export type StationAddresses = z.infer<typeof stationAddressesSchema>;

/**
 * What a browser that shows the pages is to take for its camera: its own, or the picture file of an emulated one; null
 * where no page has a camera.
 */
const stationCameraSchema = z.union([z.literal('browser'), z.object({ file: z.string() })]).nullable();
export type StationCamera = z.infer<typeof stationCameraSchema>;

const stationLaunchSchema = stationAddressesSchema.extend({
  camera: stationCameraSchema.default(null),
  /** Callers, boards and figures of a hall that lives in the station's process; null: it serves none. */
  hall: hallAddressesSchema.nullable().default(null),
});
export type StationLaunch = z.infer<typeof stationLaunchSchema>;

/** One line of JSON on stdout, once, when the pages can be opened. */
export const stationReadySchema = stationLaunchSchema.extend({ event: z.literal('ready') });

/** In the data folder, mode 0600, for as long as the station runs. */
export const stationFileName = 'station.json';
export const stationFileSchema = stationLaunchSchema.extend({ pid: z.number().int().positive() });

/** The part of `GET /healthz` that a face's starter reads: pages that are connected right now. */
export const stationHealthSchema = z.object({ faces: z.number().int().min(0) });
