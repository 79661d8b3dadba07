/** A serial port whose device is pulled out, at whatever instant: a PTY hangs up as a USB serial adapter does. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';

import type { Failure } from '#contracts/result.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';
import { needs } from '#test/support/needs.ts';
import { SerialCable } from '#test/support/pty.ts';
import { until } from '#test/support/until.ts';

needs('socat')('a serial port that is pulled out', () => {
  let cable: SerialCable;
  let port: ByteTransport;
  let lost: Failure | null;

  beforeEach(async () => {
    cable = await SerialCable.lay();
    const opened = await openStream({ serial: cable.near, baud: 9600 })(new AbortController().signal);
    if (!opened.ok) throw new Error(opened.error.detail);
    port = opened.value;
    lost = null;
    port.onClose((failure) => (lost = failure));
  });

  afterEach(async () => {
    await port.close();
    await cable.remove();
  });

  it('is lost while it waits for bytes', async () => {
    port.onData(() => undefined);
    await cable.pull();
    await until('the loss is seen', () => lost !== null);
    expect(lost).toMatchObject({ code: 'port-lost' });
  });

  it('is lost between two reads: the kernel then says end of file, again and again', async () => {
    await cable.pull();
    port.onData(() => undefined);
    await until('the loss is seen', () => lost !== null);
    expect(lost).toMatchObject({ code: 'port-lost', detail: 'the port has hung up' });
  });
});
