/** Short sounds made on the spot: what is heard where no voice is installed, and beside the voice. */

export type Chime = 'next' | 'good' | 'attention' | 'stop' | 'tick';

interface Note {
  /** Hertz. */
  readonly pitch: number;
  /** Seconds after the first. */
  readonly at: number;
  /** Seconds. */
  readonly lasts: number;
  readonly wave: OscillatorType;
}

/** Good rises, stop falls and buzzes: told apart by a person who sees neither sign nor colour. */
const notes: Readonly<Record<Chime, readonly Note[]>> = {
  next: [{ pitch: 660, at: 0, lasts: 0.12, wave: 'sine' }],
  good: [
    { pitch: 660, at: 0, lasts: 0.14, wave: 'sine' },
    { pitch: 990, at: 0.14, lasts: 0.3, wave: 'sine' },
  ],
  attention: [
    { pitch: 780, at: 0, lasts: 0.12, wave: 'sine' },
    { pitch: 780, at: 0.2, lasts: 0.12, wave: 'sine' },
  ],
  stop: [
    { pitch: 220, at: 0, lasts: 0.22, wave: 'square' },
    { pitch: 165, at: 0.28, lasts: 0.42, wave: 'square' },
  ],
  tick: [{ pitch: 520, at: 0, lasts: 0.05, wave: 'sine' }],
};

/** Loudness by the view's volume: mute, low, normal, loud. */
export const loudness = [0, 0.3, 0.65, 1] as const;
export type Volume = 0 | 1 | 2 | 3;

let context: AudioContext | null = null;

export function chime(name: Chime, volume: Volume): void {
  if (volume === 0) return;
  context ??= new AudioContext();
  const audio = context;
  // Without a touch a browser may hold its sound back; the kiosk's window is started with permission.
  if (audio.state === 'suspended') audio.resume().catch(() => undefined);
  for (const note of notes[name]) {
    const start = audio.currentTime + note.at;
    const tone = audio.createOscillator();
    const level = audio.createGain();
    const peak = loudness[volume] * (note.wave === 'square' ? 0.12 : 0.35);
    tone.type = note.wave;
    tone.frequency.value = note.pitch;
    level.gain.setValueAtTime(0, start);
    level.gain.linearRampToValueAtTime(peak, start + 0.01);
    level.gain.exponentialRampToValueAtTime(0.001, start + note.lasts);
    tone.connect(level).connect(audio.destination);
    tone.start(start);
    tone.stop(start + note.lasts + 0.02);
  }
}
