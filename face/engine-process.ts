/** The engine's own process: pictures in, findings out, one after another; ends with whoever started it. */
import type { Result } from '#contracts/result.ts';
import { openFaceEngine, type FaceEngine } from './engine.ts';
import { toEngineSchema, type FromEngine, type ToEngine } from './engine-messages.ts';

const tell = (message: FromEngine): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

process.once('disconnect', () => process.exit(0));
// A signal to the whole group is left to the parent.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

const engine = await openFaceEngine();
if (engine.ok) {
  const { value } = engine;
  let turn: Promise<void> = Promise.resolve();
  process.on('message', (raw: unknown) => {
    const request = toEngineSchema.parse(raw);
    turn = turn.then(async () => tell(await answer(value, request)));
  });
  tell({ type: 'ready' });
} else {
  tell({ type: 'not-ready', error: engine.error });
  process.disconnect();
}

async function answer(faces: FaceEngine, { id, ask, jpeg }: ToEngine): Promise<FromEngine> {
  const picture = Buffer.from(jpeg, 'base64');
  if (ask === 'analyse')
    return answered(id, await faces.analyse(picture), (finding) => ({ type: 'finding', id, finding }));
  return answered(id, await faces.portrait(picture), (portrait) => ({ type: 'portrait', id, portrait }));
}

function answered<T>(id: number, result: Result<T>, told: (value: T) => FromEngine): FromEngine {
  return result.ok ? told(result.value) : { type: 'failed', id, error: result.error };
}
