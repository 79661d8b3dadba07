/** The device host's process: the drivers and their native addons, and nothing that anybody else depends on. */
import { makeDevice } from './registry.ts';
import { runDeviceHost } from './run-device-host.ts';

runDeviceHost(makeDevice);
