/** How addresses of this machine are opened from another one. */

/**
 * @param {readonly string[]} urls on loopback, as they are printed
 * @returns {string} the command that makes them reachable on the machine where it is run; MACHINE stands for this one
 */
export function sshForwards(urls) {
  const ports = new Set(urls.map((url) => new URL(url).port));
  return ['ssh', ...[...ports].map((port) => `-L ${port}:127.0.0.1:${port}`), 'MACHINE'].join(' ');
}
