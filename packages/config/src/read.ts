import { readFileSync } from 'node:fs';
import { type Field, Report } from './field.ts';
import { parseToml } from './node.ts';
import { ConfigError, type Problem } from './problem.ts';

const MAX_FILE_BYTES = 1024 * 1024;

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
  const refuse = (message: string): never => {
    throw new ConfigError(file, [{ code: 'unreadable', line: undefined, key: '', message }]);
  };
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return refuse(`can't be read: ${(error as Error).message}`);
  }
  if (bytes.length > MAX_FILE_BYTES) return refuse('is larger than 1 MiB');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('is not UTF-8 text');
  }
}

function byLine(a: Problem, b: Problem): number {
  return (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER);
}
