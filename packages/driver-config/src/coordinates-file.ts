import { isAbsolute, join } from 'node:path';
import { ConfigError, type ConfigProblem, type Field, readTextFile, string } from '@garland/toml';
import { findPoorCoverage } from './coordinates/coverage.ts';
import { parseCoordinates } from './parse-coordinates.ts';
import type { Coordinates } from './strip.ts';

const MAX_REPORTED_PROBLEMS = 20;

/** A field that names a coordinates file, relative to the folder; its value is the file's content. */
export function coordinatesFile(folder: string): Field<Coordinates> {
  const name = string('the name of a coordinates file', (value) => /^[^\0]+$/.test(value));
  return {
    expects: name.expects,
    read(node, key, report) {
      const value = name.read(node, key, report);
      if (value === undefined) return undefined;
      const file = isAbsolute(value) ? value : join(folder, value);
      const text = readTextFile(file);
      if ('reason' in text) return report.add('unreadable', node.line, key, `${file} ${text.reason}`);
      const parsed = parseCoordinates(text.text, file);
      if ('points' in parsed) return { file, ...parsed };
      report.problems.push(...truncateProblems(parsed.problems).map((problem) => ({ ...problem, file })));
      return undefined;
    },
  };
}

/** Reads a coordinates file. @throws {ConfigError} with every mistake */
export function readCoordinates(file: string): Coordinates {
  const text = readTextFile(file);
  if ('reason' in text) {
    throw new ConfigError(file, [{ code: 'unreadable', line: undefined, key: '', message: text.reason }]);
  }
  const parsed = parseCoordinates(text.text, file);
  if ('problems' in parsed) throw new ConfigError(file, truncateProblems(parsed.problems));
  const message = findPoorCoverage(parsed.points);
  if (message) throw new ConfigError(file, [{ code: 'inconsistent', line: undefined, key: '', message }]);
  return { file, ...parsed };
}

function truncateProblems(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const next = problems[MAX_REPORTED_PROBLEMS];
  if (!next) return problems;
  const message = `and more: ${problems.length} kinds of mistakes in total`;
  return [...problems.slice(0, MAX_REPORTED_PROBLEMS), { ...next, key: '', message }];
}
