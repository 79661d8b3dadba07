/** `yikatong emulate …`: emulated devices on a port, for others to test against. Each kind registers itself below it. */
import type { Command } from 'commander';

/** The parent command, made by whichever emulator comes first. */
export function emulateCommand(program: Command): Command {
  return (
    program.commands.find((command) => command.name() === 'emulate') ??
    program.command('emulate').description('run an emulated device until stopped')
  );
}

/** Resolves when the process is asked to stop. */
export function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
