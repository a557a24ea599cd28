import type { Point } from '@garland/animations';
import { findCoordinateProblem, isMissing } from './cells.ts';
import type { Columns } from './column-names.ts';
import type { Table } from './columns.ts';
import type { Row } from './lines.ts';
import type { RowProblem } from './row-problem.ts';

/** A row with its values read. */
export interface Measurement {
  readonly line: number;
  /** The cell that counts the lights; undefined if the order of the rows counts. */
  readonly index: string | undefined;
  /** Undefined for a light that was not seen. */
  readonly point: Point | undefined;
}

/** @param removeCommas the command that removes commas at the ends of rows */
export function readRows(
  { columns, rows }: Table,
  removeCommas: string,
  problems: RowProblem[],
): Measurement[] {
  return rows.flatMap((row) => {
    if (columns.index !== undefined && row.cells.every((cell) => cell === '')) return [];
    if (row.cells.length !== columns.count) {
      problems.push(countProblem(row, columns, removeCommas));
      return [];
    }
    const index = columns.index === undefined ? undefined : row.cells[columns.index];
    return [{ line: row.line, index, point: readPoint(row, columns, problems) }];
  });
}

function readPoint({ line, cells }: Row, { axes }: Columns, problems: RowProblem[]): Point | undefined {
  if (axes.every(({ column }) => isMissing(cells[column]!))) return undefined;
  const point = { x: 0, y: 0, z: 0 };
  for (const { axis, column, sign } of axes) {
    const problem = findCoordinateProblem(cells[column]!, line, axis);
    if (problem) problems.push(problem);
    point[axis] = sign * Number(cells[column]);
  }
  return point;
}

function countProblem({ line, cells }: Row, columns: Columns, removeCommas: string): RowProblem {
  const isPlain = columns.count === 3 && columns.index === undefined && columns.axes.length === 3;
  const expected = isPlain
    ? 'must be three numbers, "x,y,z"'
    : `must have ${columns.count} columns, as named above`;
  const found = `not ${cells.length} ${cells.length === 1 ? 'column' : 'columns'}`;
  const endsWithComma = cells.length === columns.count + 1 && cells.at(-1) === '';
  const advice = endsWithComma ? ': it ends with a comma' : countAdvice(cells, columns.count);
  const message = `${expected}, ${found}${advice}`;
  const cure = endsWithComma ? `To remove such commas:  ${removeCommas}` : undefined;
  return { code: 'syntax', line, key: '', message, kind: message, cure };
}

function countAdvice(cells: readonly string[], expected: number): string {
  if (cells.some((cell) => cell.includes(';')))
    return ': put commas between them, and points before decimals';
  if (cells.length === 2 * expected)
    return ': if its decimals have commas, write points, and commas between the columns';
  if (cells.length === expected + 1)
    return ': if one counts the lights, add a heading such as "index,x,y,z" above all rows';
  return '';
}
