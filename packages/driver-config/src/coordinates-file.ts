import { isAbsolute, join } from 'node:path';
import { ConfigError, type ConfigProblem, type Field, readTextFile, string } from '@garland/toml';
import { parseCoordinates } from './parse-coordinates.ts';
import type { Coordinates } from './strip.ts';

/** One mistake in all rows is told as often; then it is clear enough. */
const MAX_REPORTED_PROBLEMS = 20;

/** Names a file of coordinates, relative to the folder, and stands for what it holds. */
export function coordinatesFile(folder: string): Field<Coordinates> {
  const name = string('the name of a file of coordinates', (value) => /^[^\0]+$/.test(value));
  return {
    expects: name.expects,
    read(node, key, report) {
      const value = name.read(node, key, report);
      if (value === undefined) return undefined;
      const file = isAbsolute(value) ? value : join(folder, value);
      const text = readTextFile(file);
      if ('why' in text) return report.add('unreadable', node.line, key, `${file} ${text.why}`);
      const parsed = parseCoordinates(text.text);
      if ('points' in parsed) return { file, points: parsed.points };
      report.problems.push(...truncateProblems(parsed.problems).map((problem) => ({ ...problem, file })));
      return undefined;
    },
  };
}

/** Reads a file of coordinates. @throws {ConfigError} with its mistakes */
export function readCoordinates(file: string): Coordinates {
  const text = readTextFile(file);
  if ('why' in text) {
    throw new ConfigError(file, [{ code: 'unreadable', line: undefined, key: '', message: text.why }]);
  }
  const parsed = parseCoordinates(text.text);
  if ('points' in parsed) return { file, points: parsed.points };
  throw new ConfigError(file, truncateProblems(parsed.problems));
}

function truncateProblems(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const next = problems[MAX_REPORTED_PROBLEMS];
  if (!next) return problems;
  const message = `and so on: ${problems.length} mistakes in all`;
  return [...problems.slice(0, MAX_REPORTED_PROBLEMS), { ...next, key: '', message }];
}
