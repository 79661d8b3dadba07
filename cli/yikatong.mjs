#!/usr/bin/env node
/**
 * `npx yikatong …`: starts cli/main.ts with the Node that the project brings along, whatever Node the machine
 * has. Plain JavaScript, because the machine's Node may be too old to run TypeScript.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '..');
const node = join(repository, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

if (!existsSync(node)) {
  console.error(`yikatong: Node 24 is missing (${node}).\nRun \`npm ci\` in ${repository}, then try again.`);
  process.exit(1);
}

const child = spawn(node, [join(repository, 'cli/main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to the child as well; a second one would read as impatience.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  });
}

child.on('error', (error) => {
  console.error(
    `yikatong: ${node} cannot be started: ${error.message}\nRun \`npm ci\` in ${repository}, then try again.`,
  );
  process.exit(1);
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  // End as the child ended, so that a calling script sees the same.
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
