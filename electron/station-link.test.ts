import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { getEventListeners } from 'node:events';

import type { StationAddresses } from '#contracts/station-launch.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import { followStation, type StationProcesses } from './station-link.ts';

function addressesAt(port: number): StationAddresses {
  return {
    url: `http://127.0.0.1:${port}/kiosk/#token=t`,
    gateUrl: null,
    technicianUrl: null,
    dockUrl: null,
  };
}

/** Stations as a machine would have them: one that runs on its own, or those that are started. */
class FakeProcesses implements StationProcesses {
  runs: StationAddresses | null = null;
  problem: string | null = null;
  starts = 0;
  end: (cause: string) => void = () => undefined;

  running(): Promise<StationAddresses | null> {
    return Promise.resolve(this.runs);
  }

  start(): ReturnType<StationProcesses['start']> {
    this.starts += 1;
    if (this.problem !== null) return Promise.resolve({ problem: this.problem });
    const ended = new Promise<string>((resolve) => (this.end = resolve));
    return Promise.resolve({ addresses: addressesAt(9000 + this.starts), ended });
  }
}

describe('the link to the station', () => {
  let clock: HandClock;
  let processes: FakeProcesses;
  let ending: AbortController;
  let seen: (string | null)[];
  let told: string[];
  let following: Promise<void>;

  function follow(): Promise<void> {
    following = followStation(
      processes,
      clock,
      (addresses) => seen.push(addresses?.url ?? null),
      (text) => told.push(text),
      ending.signal,
    );
    return settled();
  }

  beforeEach(() => {
    clock = new HandClock();
    processes = new FakeProcesses();
    ending = new AbortController();
    seen = [];
    told = [];
  });

  afterEach(async () => {
    ending.abort();
    processes.end('SIGTERM');
    await following;
  });

  it('joins a station that runs already, and starts none', async () => {
    processes.runs = addressesAt(8000);
    await follow();
    await clock.turn(60_000);
    expect(seen).toEqual([addressesAt(8000).url]);
    expect(processes.starts).toBe(0);
  });

  it('starts one if none runs, and again after a pause if it ends', async () => {
    await follow();
    expect(seen).toEqual([addressesAt(9001).url]);
    processes.end('exit code 1');
    await clock.turn(499);
    expect(processes.starts).toBe(1);
    await clock.turn(1);
    expect(seen).toEqual([addressesAt(9001).url, null, addressesAt(9002).url]);
    expect(told).toContain('station lost: exit code 1');
  });

  it('tries a station that does not start with growing pauses', async () => {
    processes.problem = 'exit code 1';
    await follow();
    await clock.turn(500 + 1_000 + 2_000);
    expect(processes.starts).toBe(4);
    expect(seen.filter((address) => address !== null)).toEqual([]);
  });

  it('replaces a joined station only after three probes in a row without an answer', async () => {
    processes.runs = addressesAt(8000);
    await follow();
    processes.runs = null;
    await clock.turn(4_000);
    processes.runs = addressesAt(8000);
    await clock.turn(2_000);
    processes.runs = null;
    await clock.turn(4_000);
    expect(processes.starts).toBe(0);
    await clock.turn(2_000 + 500);
    expect(processes.starts).toBe(1);
    expect(seen).toEqual([addressesAt(8000).url, null, addressesAt(9001).url]);
  });

  it('follows a joined station to its new address', async () => {
    processes.runs = addressesAt(8000);
    await follow();
    processes.runs = addressesAt(8001);
    await clock.turn(2_000 + 500);
    expect(seen).toEqual([addressesAt(8000).url, null, addressesAt(8001).url]);
    expect(processes.starts).toBe(0);
  });

  it('leaves nothing behind: no listener for each probe, no timer after the end', async () => {
    processes.runs = addressesAt(8000);
    await follow();
    await clock.turn(100 * 2_000);
    expect(getEventListeners(ending.signal, 'abort')).toHaveLength(1);
    ending.abort();
    await following;
    expect(clock.pending).toBe(0);
  });
});
