import { execFileSync } from 'node:child_process';

import { expect, it } from '@jest/globals';

import { spokenCall } from '#contracts/hall/spoken-call.ts';
import { needs } from '#test/support/needs.ts';
import { readWav } from '#test/support/wav.ts';
import { createSpeech, voices } from './speech.ts';

needs('espeak')('a spoken call', () => {
  it('is loud from its beginning to its end, with one breath in the middle', async () => {
    const said = await createSpeech().say('A012', 3, 'zh');
    if (!said.ok) throw new Error(said.error.detail);
    const { lasts, loudness } = readWav(said.value);
    expect(lasts).toBeGreaterThan(2.5);
    expect(lasts).toBeLessThan(6);
    const heard = loudness.filter((part) => part > 0.02);
    expect(heard.length / loudness.length).toBeGreaterThan(0.75);
    expect(Math.max(...loudness)).toBeGreaterThan(0.1);
  });

  it('is longer for a longer number, so that the number is in it', async () => {
    const speech = createSpeech();
    const [short, long] = await Promise.all([speech.say('A012', 3, 'zh'), speech.say('AX0120', 12, 'zh')]);
    if (!short.ok || !long.ok) throw new Error('not spoken');
    expect(readWav(long.value).lasts).toBeGreaterThan(readWav(short.value).lasts + 0.3);
  });

  it('is pronounced as Chinese: no sign of it is spelt in English', () => {
    const text = spokenCall('AX012', 12, 'zh');
    const phonemes = execFileSync('espeak-ng', ['-v', voices.zh, '-q', '-x', text], { encoding: 'utf8' });
    expect(phonemes).not.toContain('(en)');
    // qing, ling, hao, chuang, kou
    for (const syllable of ['tS;h', "l'i35N", "X'Au51", 'ts.hw', "kh'ou"])
      expect(phonemes).toContain(syllable);
  });

  it('is made once for all the boards that ask', async () => {
    const speech = createSpeech();
    const [one, two] = await Promise.all([speech.say('B001', 1, 'zh'), speech.say('B001', 1, 'zh')]);
    if (!one.ok || !two.ok) throw new Error('not spoken');
    expect(two.value).toBe(one.value);
  });

  it('is refused where more is asked for at once than a machine should make', async () => {
    const speech = createSpeech();
    const asked = Array.from({ length: 12 }, (_, index) => speech.say('C001', index + 1, 'zh'));
    const answers = await Promise.all(asked);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(8);
    expect(answers.at(-1)).toEqual({ ok: false, error: { code: 'too-many-requests' } });
    expect((await speech.say('C001', 12, 'zh')).ok).toBe(true);
  });
});
