/** What can be heard in a WAV file. */

export interface Sound {
  /** Seconds. */
  readonly lasts: number;
  /** Root mean square of each tenth of a second, 0 to 1. */
  readonly loudness: readonly number[];
}

/** 16 bits, one channel. Throws where the file is anything else, or its header does not fit its length. */
export function readWav(wav: Buffer): Sound {
  const field = (from: number): string => wav.toString('latin1', from, from + 4);
  const lengths = [wav.readUInt32LE(4), wav.readUInt32LE(40)];
  if (field(0) !== 'RIFF' || field(8) !== 'WAVE' || field(36) !== 'data') throw new Error('no WAV');
  if (lengths[0] !== wav.length - 8 || lengths[1] !== wav.length - 44)
    throw new Error(`lengths ${lengths.join(' ')}`);
  if (wav.readUInt16LE(22) !== 1 || wav.readUInt16LE(34) !== 16)
    throw new Error('not 16 bits of one channel');
  const rate = wav.readUInt32LE(24);
  const samples = new Int16Array(wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + wav.length));
  const part = rate / 10;
  const loudness = Array.from({ length: Math.floor(samples.length / part) }, (_, index) => {
    const here = samples.subarray(index * part, (index + 1) * part);
    return Math.sqrt(here.reduce((sum, value) => sum + (value / 32768) ** 2, 0) / here.length);
  });
  return { lasts: samples.length / rate, loudness };
}
