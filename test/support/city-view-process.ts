/** The city view as a process of its own, for tests that kill it: `city-view-process.ts FOLDER NATS-URL`. */
import { systemClock } from '#contracts/clock.ts';
import { startCity } from '#platform/city/city.ts';

const [folder = '', url = ''] = process.argv.slice(2);
const city = startCity({
  folder,
  nats: { url, credentialsFile: null },
  clock: systemClock,
  random: Math.random,
  log: { event: (name, fields) => console.error(name, JSON.stringify(fields)) },
});
if (!city.ok) throw new Error(city.error.code);
console.log(JSON.stringify({ event: 'ready' }));
process.stdin.resume();
process.stdin.once('end', () => process.exit(0));
