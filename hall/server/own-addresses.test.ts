import { describe, expect, it } from '@jest/globals';
import type { NetworkInterfaceInfo } from 'node:os';

import { OwnAddresses } from './own-addresses.ts';

function interfaceOf(address: string): NetworkInterfaceInfo {
  return {
    address,
    family: 'IPv4',
    netmask: '255.255.255.0',
    mac: '00:00:00:00:00:00',
    internal: false,
    cidr: null,
  };
}

describe("a server's own addresses", () => {
  it('are those that the network gives after the start as well, and no others', () => {
    let now = 0;
    let reads = 0;
    const addresses: string[] = [];
    const own = new OwnAddresses(8700, 'https://hall.example', { monotonic: () => now }, () => {
      reads += 1;
      return { eth0: addresses.map(interfaceOf) };
    });
    expect(own.isHost('hall.example')).toBe(true);
    expect(own.isOrigin('https://hall.example')).toBe(true);
    expect(own.isHost('localhost:8700')).toBe(true);
    expect(own.isHost('192.0.2.7:8700')).toBe(false);

    addresses.push('192.0.2.7');
    now = 6000;
    expect(own.isHost('192.0.2.7:8700')).toBe(true);
    expect(own.isOrigin('http://192.0.2.7:8700')).toBe(true);
    expect(own.isHost('192.0.2.7')).toBe(false);
    expect(own.isOrigin('https://192.0.2.7:8700')).toBe(false);

    const before = reads;
    for (let n = 0; n < 100; n += 1) expect(own.isHost(`evil-${n}.example`)).toBe(false);
    expect(reads).toBe(before);

    addresses.pop();
    now = 12_000;
    own.isHost('evil.example');
    expect(own.isHost('192.0.2.7:8700')).toBe(false);
  });
});
