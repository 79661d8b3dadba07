/** Everything that is wrong with a configuration, for people and for scripts. */
import { failures } from '#contracts/failures.ts';
import type { ConfigProblem } from '#station/config/problems.ts';
import { printJson, say } from './output.ts';

/** Sets the exit code to 1. */
export function printProblems(problems: readonly ConfigProblem[], json: boolean): void {
  process.exitCode = 1;
  const { message, remedy } = failures['config-invalid'];
  const told = problems.map(({ path, value, problem, remedy: what }) => ({
    path,
    value,
    message: say(problem),
    remedy: say(what),
  }));
  if (json) {
    printJson({
      error: { code: 'config-invalid', message: say(message), remedy: say(remedy), problems: told },
    });
    return;
  }
  process.stderr.write(`${say(message)}\n`);
  for (const { path, value, message: problem, remedy: what } of told) {
    const place = path === '' ? '' : `${path}${value === '' ? '' : ` = ${value}`}: `;
    process.stderr.write(`  ${place}${problem}\n    ${what}\n`);
  }
}
