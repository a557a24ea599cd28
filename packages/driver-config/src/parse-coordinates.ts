import type { ConfigProblem } from '@garland/toml';
import { readTable } from './coordinates/columns.ts';
import { findForeignFormat, removeCommasCommand } from './coordinates/foreign-format.ts';
import { type CoordinateLines, type Emptied, MAX_LINES, splitLines } from './coordinates/lines.ts';
import { type OrderedLights, orderLights } from './coordinates/order-lights.ts';
import { readRows } from './coordinates/read-rows.ts';
import { groupProblems, type RowProblem } from './coordinates/row-problem.ts';
import { MAX_PIXELS } from './strip.ts';

/**
 * Parses a coordinates file: a row `x,y,z` for each pixel, in strip order; z points up. A heading can name the columns, in any
 * order, and an index among them. Accepted too: a byte order mark, any line ends, spaces, quotes, comments from `#` to the end
 * of the line, and brackets around a row.
 *
 * @param file for commands in messages
 * @returns up to `MAX_PIXELS` lights, at least one of them seen; or the mistakes in the text, grouped by their kind
 */
export function parseCoordinates(
  text: string,
  file: string = 'FILE',
): OrderedLights | { readonly problems: readonly ConfigProblem[] } {
  const lines = splitLines(text);
  if (!lines) return { problems: groupProblems([fileProblem(`has more than ${MAX_LINES} lines`)]) };
  const foreign = findForeignFormat(text, lines.rows, file);
  if (foreign) return { problems: [foreign] };
  const problems: RowProblem[] = [];
  const lights = readLights(lines, removeCommasCommand(file), problems);
  return problems.length > 0 ? { problems: groupProblems(problems) } : lights;
}

function readLights(lines: CoordinateLines, removeCommas: string, problems: RowProblem[]): OrderedLights {
  const none: OrderedLights = { points: [], isOpenEnded: false };
  const table = readTable(lines);
  if ('problem' in table) {
    problems.push(table.problem);
    return none;
  }
  const { columns, rows } = table;
  const [first] = rows;
  if (columns.index === undefined && first)
    problems.push(...findEmptiedRows(lines.emptied, first.line, columns.count));
  const measurements = readRows({ columns, rows: rows.slice(0, MAX_PIXELS) }, removeCommas, problems);
  if (rows[MAX_PIXELS]) problems.push(excessProblem(rows[MAX_PIXELS].line));
  if (!first) problems.push(fileProblem('has no "x,y,z" row'));
  if (problems.length > 0) return none;
  const lights = orderLights(measurements, columns, problems);
  if (problems.length === 0 && !lights.points.some((point) => point))
    problems.push(fileProblem('has no position: no light was seen'));
  return lights;
}

function findEmptiedRows(emptied: readonly Emptied[], firstLine: number, columnCount: number): RowProblem[] {
  const unseen = Array.from({ length: columnCount }, () => 'nan').join();
  return emptied
    .filter(({ line }) => line > firstLine)
    .map(({ line, isComment }) => {
      const found = isComment ? 'is a commented-out row' : 'is blank, between two rows';
      const message = `${found}: if a light was not seen, write "${unseen}" in its place, otherwise remove the line`;
      return { code: 'syntax', line, key: '', message, kind: found };
    });
}

function excessProblem(line: number): RowProblem {
  const message = `is pixel ${MAX_PIXELS + 1}: a strip has at most ${MAX_PIXELS}`;
  return { code: 'syntax', line, key: '', message, kind: 'excess' };
}

function fileProblem(message: string): RowProblem {
  return { code: 'syntax', line: undefined, key: '', message, kind: message };
}
