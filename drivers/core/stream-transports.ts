/** The real byte streams: serial ports through `serialport`, TCP and device files through Node. */
import { createConnection, type Socket } from 'node:net';

import { SerialPort } from 'serialport';

import type { PrinterPort } from '#contracts/devices.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';

import { openDeviceFile } from './file-transport.ts';
import { closeAtHangUp } from './serial-hang-up.ts';
import type { ByteTransport, OpenTransport } from './transport.ts';

/** What a stream and its end have in common, for serialport's streams and Node's sockets. */
function wrap(name: string, stream: SerialPort | Socket, end: (done: () => void) => void): ByteTransport {
  let lost: Failure | null = null;
  let closeListener: ((reason: Failure) => void) | null = null;
  const onEnd = (error: Error | null): void => {
    if (lost !== null) return;
    lost = error === null ? { code: 'port-lost' } : { code: 'port-lost', detail: error.message };
    closeListener?.(lost);
  };
  stream.on('error', onEnd);
  stream.on('close', (error?: Error | boolean | null) => onEnd(error instanceof Error ? error : null));
  return {
    name,
    write: (bytes) =>
      new Promise((resolve) => {
        if (lost !== null) {
          resolve({ ok: false, error: lost });
          return;
        }
        // A stream that dies with bytes in hand may never call back; its end settles the write as well.
        const onClose = (): void => resolve(fail('port-lost'));
        stream.once('close', onClose);
        stream.write(Buffer.from(bytes), (error?: Error | null) => {
          stream.removeListener('close', onClose);
          resolve(error instanceof Error ? fail('port-lost', error.message) : ok(undefined));
        });
      }),
    onData: (listener) => {
      stream.removeAllListeners('data');
      stream.on('data', listener);
    },
    onClose: (listener) => {
      closeListener = listener;
      if (lost !== null) listener(lost);
    },
    close: () => new Promise((resolve) => end(resolve)),
  };
}

function openSerial(path: string, baud: number): OpenTransport {
  return (signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve(fail('aborted'));
        return;
      }
      // `lock` keeps a second program off the port; PTYs and real ports alike.
      const port = new SerialPort({ path, baudRate: baud, autoOpen: false, lock: true });
      port.open((error) => {
        if (error !== null) {
          resolve(fail('port-unavailable', error.message));
          return;
        }
        closeAtHangUp(port);
        const transport = wrap(`serial:${path}`, port, (done) => {
          if (!port.isOpen) {
            done();
            return;
          }
          port.close(() => done());
        });
        if (signal.aborted) port.close(() => resolve(fail('aborted')));
        else resolve(ok(transport));
      });
    });
}

function openTcp(host: string, port: number): OpenTransport {
  return (signal) =>
    new Promise<Result<ByteTransport>>((resolve) => {
      if (signal.aborted) {
        resolve(fail('aborted'));
        return;
      }
      const socket = createConnection({ host, port, noDelay: true });
      const settle = (result: Result<ByteTransport>): void => {
        signal.removeEventListener('abort', onAbort);
        socket.removeListener('error', onError);
        resolve(result);
      };
      const onError = (error: Error): void => settle(fail('port-unavailable', error.message));
      const onAbort = (): void => {
        socket.destroy();
        settle(fail('aborted'));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      socket.once('error', onError);
      socket.once('connect', () => settle(ok(socketTransport(`tcp:${host}:${port}`, socket))));
    });
}

/** A TCP connection, made or taken, as a byte stream. */
export function socketTransport(name: string, socket: Socket): ByteTransport {
  return wrap(name, socket, (done) => {
    if (socket.closed) {
      done();
      return;
    }
    socket.once('close', () => done());
    socket.destroy();
  });
}

export function openStream(port: PrinterPort): OpenTransport {
  if (port === 'emulated') return () => Promise.resolve(fail('port-unavailable', 'no emulator is attached'));
  if ('file' in port) return openDeviceFile(port.file);
  if ('serial' in port) return openSerial(port.serial, port.baud);
  return openTcp(port.tcp.host, port.tcp.port);
}
