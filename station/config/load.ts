/** A configuration file as the station uses it, or everything that is wrong with it at once. */
import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { err, ok, type Result } from '#contracts/result.ts';

import { crossCheck } from './cross-checks.ts';
import { understand, type Path } from './parts.ts';
import { explainIssue, problemAt, valueAt, type ConfigProblem } from './problems.ts';
import { readJson } from './read-json.ts';
import { configSchema, type StationConfig } from './schema.ts';

/** A service is a folder below `services/`; what lies there is what a configuration may name. */
async function knownServices(): Promise<string[]> {
  const entries = await readdir(join(import.meta.dirname, '../services'), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** Checks a value that came out of JSON. `services`: the folder names below `services/`. */
export function checkConfig(
  root: unknown,
  services: readonly string[],
): Result<StationConfig, ConfigProblem[]> {
  const parsed = configSchema.safeParse(root);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => explainIssue(root, issue))),
    ...crossCheck(understand(root, services)),
  ];
  return parsed.success && problems.length === 0 ? ok(completed(parsed.data)) : err(problems);
}

/** Scanners know no other setting than their own entry's. */
function completed(config: StationConfig): StationConfig {
  const devices = config.devices.map((device) =>
    device.driver === 'hid-pos-scanner' || device.driver === 'serial-scanner'
      ? { ...device, duplicateMs: device.duplicateMs ?? config.codes.duplicateMs }
      : device,
  );
  return { ...config, devices };
}

/** A secret's file as an absolute path, or why it cannot be used; null where the configuration names none. */
async function resolveSecret(
  root: unknown,
  folder: string,
  path: Path,
): Promise<Result<string | null, ConfigProblem[]>> {
  const named = valueAt(root, path);
  if (typeof named !== 'string') return ok(null);
  const keyFile = resolve(folder, named);
  try {
    await access(keyFile, constants.R_OK);
    return ok(keyFile);
  } catch {
    return err([
      problemAt(
        root,
        path,
        { zh: '读不了密钥文件', en: 'the key file cannot be read' },
        { zh: `检查 ${keyFile} 是否存在、权限是否正确`, en: `check that ${keyFile} exists and may be read` },
      ),
    ]);
  }
}

/** Reads and checks a configuration file; the files of secrets that it names come back as absolute paths of readable files. */
export async function loadConfig(file: string): Promise<Result<StationConfig, ConfigProblem[]>> {
  const root = await readJson(file);
  if (!root.ok) return root;
  const checked = checkConfig(root.value, await knownServices());
  const folder = dirname(file);
  const keyFile = await resolveSecret(root.value, folder, ['platform', 'keyFile']);
  const tokenFile = await resolveSecret(root.value, folder, ['hall', 'server', 'tokenFile']);
  const credentialsFile = await resolveSecret(root.value, folder, ['hall', 'city', 'credentialsFile']);
  if (!checked.ok || !keyFile.ok || !tokenFile.ok || !credentialsFile.ok)
    return err([checked, keyFile, tokenFile, credentialsFile].flatMap((part) => (part.ok ? [] : part.error)));
  const { platform, hall, ...rest } = checked.value;
  const { server, city, ...hallRest } = hall;
  return ok({
    ...rest,
    platform: keyFile.value === null ? platform : { ...platform, keyFile: keyFile.value },
    hall: {
      ...hallRest,
      ...(server === undefined
        ? {}
        : { server: { ...server, tokenFile: tokenFile.value ?? server.tokenFile } }),
      ...(city === undefined
        ? {}
        : {
            city: credentialsFile.value === null ? city : { ...city, credentialsFile: credentialsFile.value },
          }),
    },
  });
}
