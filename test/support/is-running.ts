/** Whether a process still does something. */
import { readFileSync } from 'node:fs';

/**
 * Not for one that has ended but stays in the table as a zombie: so it does, once its parent is gone, in a container
 * whose first process takes no note of orphans.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !stateOf(pid).startsWith('Z');
}

/** The state letter of proc(5); empty where there is no /proc. */
function stateOf(pid: number): string {
  try {
    return /^State:\s*(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}
