/** Options that several commands share, checked before anything is touched. */
import { InvalidArgumentError } from 'commander';

/** Zero and more, fractions allowed. */
export function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0 || value > 86_400 || text.trim() === '') {
    throw new InvalidArgumentError('seconds, 0 to 86400');
  }
  return value;
}

export function tcpPort(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535)
    throw new InvalidArgumentError('a port, 1 to 65535');
  return value;
}
