import { ConfigError, type ConfigProblem } from './config-error.ts';
import { type Field, ProblemReport } from './field.ts';
import { parseToml } from './parse-toml.ts';
import { readTextFile } from './text-file.ts';

const MISSING_FILE = 'does not exist; name another file, or copy the one in deploy/examples';

/**
 * Reads TOML text by a schema.
 *
 * @param file the name for messages
 * @param check checks across fields, such as for conflicting keys; called only if every field is valid
 * @throws {ConfigError} with every problem, ordered by line; those in other files come last
 */
export function parseConfig<T>(
  text: string,
  file: string,
  schema: Field<T>,
  check: (value: T, report: ProblemReport) => void = () => {},
): T {
  const parsed = parseToml(text);
  if ('problem' in parsed) throw new ConfigError(file, [parsed.problem]);
  const report = new ProblemReport();
  const value = schema.read(parsed.root, '', report);
  if (report.problems.length === 0) check(value as T, report);
  if (report.problems.length > 0) throw new ConfigError(file, report.problems.sort(byLocation));
  return value as T;
}

/** Reads a file by a schema. An unreadable file is a ConfigError too. */
export function readConfig<T>(
  file: string,
  schema: Field<T>,
  check?: (value: T, report: ProblemReport) => void,
): T {
  const read = readTextFile(file, MISSING_FILE);
  if ('text' in read) return parseConfig(read.text, file, schema, check);
  throw new ConfigError(file, [{ code: 'unreadable', line: undefined, key: '', message: read.reason }]);
}

function byLocation(a: ConfigProblem, b: ConfigProblem): number {
  if (a.file !== b.file) return (a.file ?? '') < (b.file ?? '') ? -1 : 1;
  return (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER);
}
