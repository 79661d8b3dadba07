import { expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

it('ends quietly when nobody reads its output any more, as in `yikatong platform | true`', async () => {
  const command = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'platform'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  command.stdout.destroy();
  let complaint = '';
  command.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  expect(await once(command, 'close')).toEqual([141, null]);
  expect(complaint).toBe('');
});
