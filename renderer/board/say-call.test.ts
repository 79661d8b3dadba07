import { describe, expect, it } from '@jest/globals';

import { fail, ok } from '#contracts/result.ts';
import { boardCall } from '#test/support/hall-fixtures.ts';
import type { VoiceOutcome } from './browser-voice.ts';
import { sayingCalls } from './say-call.ts';

const call = boardCall(12, 'A012', 3);

/** What was heard, in its order. */
function hall({
  voice = 'none',
  held = false,
  server = true,
  plays = true,
}: {
  readonly voice?: VoiceOutcome;
  readonly held?: boolean;
  readonly server?: boolean;
  readonly plays?: boolean;
}) {
  const heard: string[] = [];
  const say = sayingCalls({
    voice: {
      say: (text) => {
        heard.push(`voice ${text}`);
        return Promise.resolve(voice);
      },
    },
    loudspeaker: {
      held: () => held,
      chime: () => heard.push('chime'),
      play: () => {
        heard.push('server');
        return Promise.resolve(plays);
      },
    },
    speech: () => Promise.resolve(server ? ok(new ArrayBuffer(0)) : fail('device-no-answer')),
    pause: () => Promise.resolve(),
  });
  return { heard, say };
}

describe('a call is said', () => {
  it("by the browser's voice, as often as it is asked to", async () => {
    const { heard, say } = hall({ voice: 'said' });
    await expect(say(call, 2)).resolves.toBe('said');
    const sentence = 'voice 请 A零一二 号，到 3 号窗口。';
    expect(heard).toEqual(['chime', sentence, sentence]);
  });

  it.each<VoiceOutcome>(['none', 'failed'])(
    "by the hall server's where the browser's is %s",
    async (voice) => {
      const { heard, say } = hall({ voice });
      await expect(say(call, 2)).resolves.toBe('said');
      expect(heard.slice(-2)).toEqual(['server', 'server']);
      expect(heard.filter((sound) => sound.startsWith('voice'))).toHaveLength(1);
    },
  );

  it('by nobody, and tells so, where the server has no voice either or nothing can be played', async () => {
    await expect(hall({ voice: 'failed', server: false }).say(call, 2)).resolves.toBe('silent');
    await expect(hall({ plays: false }).say(call, 2)).resolves.toBe('silent');
  });

  it('by nobody while the browser waits for a touch, without a sound that would come later', async () => {
    const { heard, say } = hall({ voice: 'said', held: true });
    await expect(say(call, 2)).resolves.toBe('blocked');
    expect(heard).toEqual([]);
    await expect(hall({ voice: 'blocked' }).say(call, 2)).resolves.toBe('blocked');
  });
});
