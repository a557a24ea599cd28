import { readFileSync, statSync } from 'node:fs';
import { type Field, Report } from './field.ts';
import { parseToml } from './node.ts';
import { ConfigError, type Problem } from './problem.ts';

const MAX_FILE_BYTES = 1024 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist; --config names another file, and deploy/examples has one to copy',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'is not UTF-8 text',
};

/**
 * Reads TOML text by a schema.
 *
 * @param file its name, for messages only
 * @param check what no single field can see, such as two keys that don't go together; called only when all fields are right
 * @throws {ConfigError} with every problem, in the order of their lines
 */
export function parseConfig<T>(
  text: string,
  file: string,
  schema: Field<T>,
  check: (value: T, report: Report) => void = () => {},
): T {
  const parsed = parseToml(text);
  if ('problem' in parsed) throw new ConfigError(file, [parsed.problem]);
  const report = new Report();
  const value = schema.read(parsed.root, '', report);
  if (report.problems.length === 0) check(value as T, report);
  if (report.problems.length > 0) throw new ConfigError(file, report.problems.sort(byLine));
  return value as T;
}

/** The same from a file. A file that can't be read is a ConfigError too. */
export function readConfig<T>(file: string, schema: Field<T>, check?: (value: T, report: Report) => void): T {
  return parseConfig(readText(file), file, schema, check);
}

function readText(file: string): string {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) throw new Error('is not a file');
    if (stats.size > MAX_FILE_BYTES) throw new Error('is larger than 1 MiB');
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = REASONS[code ?? ''] ?? message;
    throw new ConfigError(file, [{ code: 'unreadable', line: undefined, key: '', message: why }]);
  }
}

function byLine(a: Problem, b: Problem): number {
  return (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER);
}
