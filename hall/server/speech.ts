/** Calls as a voice says them, by espeak-ng: for boards whose browser has no voice of the language. */
import { spawn } from 'node:child_process';

import { spokenCall } from '#contracts/hall/spoken-call.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { Language } from '#contracts/text.ts';

/** The plain `cmn` of espeak-ng 1.51 turns characters into pinyin and then spells that in English. */
export const voices: Readonly<Record<Language, string>> = { zh: 'cmn-latn-pinyin', en: 'en' };
/** Words a minute: slower than talk, for a hall that echoes. */
const wordsPerMinute = 150;
/** Milliseconds: a sentence takes some 50. */
const deadlineMs = 5000;
/** Bytes: ten seconds of 22,050 samples of 16 bits. */
const longest = 512 * 1024;
/** Sentences kept: every board of a hall asks for the same one. */
const kept = 64;
/** Sentences that are made at the same time; what is asked for beyond that is refused. */
const atOnce = 8;

export interface Speech {
  /** A WAV file. Failures: device-no-answer (espeak-ng is not installed, or failed), too-many-requests. */
  say(number: string, window: number, language: Language, day?: string): Promise<Result<Buffer>>;
}

export function createSpeech(): Speech {
  const spoken = new Map<string, Promise<Result<Buffer>>>();
  let making = 0;
  return {
    say(number, window, language, day) {
      const text = spokenCall(number, window, language, day);
      const known = spoken.get(text);
      if (known !== undefined) return known;
      if (making >= atOnce) return Promise.resolve(fail('too-many-requests'));
      making += 1;
      const made = espeak(text, voices[language]);
      spoken.set(text, made);
      const [oldest] = spoken.keys();
      if (spoken.size > kept && oldest !== undefined) spoken.delete(oldest);
      void made.then((result) => {
        making -= 1;
        if (!result.ok) spoken.delete(text);
      });
      return made;
    },
  };
}

function espeak(text: string, voice: string): Promise<Result<Buffer>> {
  return new Promise((resolve) => {
    const options = ['-v', voice, '-s', String(wordsPerMinute), '--stdin', '--stdout'];
    const program = spawn('espeak-ng', options, {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: deadlineMs,
    });
    const chunks: Buffer[] = [];
    let length = 0;
    program.on('error', (error) => resolve(fail('device-no-answer', `espeak-ng: ${error.message}`)));
    program.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > longest) program.kill();
    });
    program.on('close', (code) =>
      resolve(
        code === 0 && length > 44
          ? ok(withLengths(Buffer.concat(chunks)))
          : fail('device-no-answer', `espeak-ng ended with ${code ?? 'a signal'}`),
      ),
    );
    // It may have ended before it read anything; `close` tells.
    program.stdin.on('error', () => undefined);
    program.stdin.end(text);
  });
}

/** espeak-ng begins to write before it knows the length, and leaves 2 GB in the header of a pipe: RIFF at 4, its data at 40. */
function withLengths(wav: Buffer): Buffer {
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.writeUInt32LE(wav.length - 44, 40);
  return wav;
}
