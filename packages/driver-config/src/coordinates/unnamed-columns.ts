import { isNumber } from './cells.ts';
import type { AxisColumn, Columns } from './column-names.ts';
import type { Row } from './lines.ts';
import type { RowProblem } from './row-problem.ts';

const XYZ: readonly AxisColumn[] = toAxes(0);
const INDEX_XYZ: Columns = { count: 4, index: 0, axes: toAxes(1) };
const FEWEST_ROWS_OF_A_PATTERN = 3;

/** Finds out from the values which column is which. */
export function inferColumns(
  rows: readonly Row[],
): { readonly columns: Columns } | { readonly problem: RowProblem } {
  const [first] = rows;
  if (first && rows.every(({ cells }) => cells.length === 2)) return { problem: twoColumnsProblem(first) };
  const hasFour = rows.filter(isFour).length > rows.length / 2;
  if (hasFour && isCounting(rows, 1)) return { columns: INDEX_XYZ };
  if (hasFour && rows.every(isFour))
    return { problem: noHeadingProblem(first!, 'four columns', 'index,x,y,z') };
  if (isCountingDensely(rows) && rows.every(({ cells }) => cells.length === XYZ.length))
    return {
      problem: noHeadingProblem(
        first!,
        'three columns, the first of which could count the lights',
        'index,y,-z',
      ),
    };
  return { columns: { count: XYZ.length, index: undefined, axes: XYZ } };
}

/** A row of four values. After a trailing comma there is none. */
function isFour({ cells }: Row): boolean {
  return cells.length === INDEX_XYZ.count && !(cells.at(-1) === '' && cells.at(-2) !== '');
}

/** Whether the first column has whole numbers that rise from row to row, as an index does and measurements do not. */
function isCounting(rows: readonly Row[], fewest: number = FEWEST_ROWS_OF_A_PATTERN): boolean {
  const numbers = rows.map(({ cells }) => Number(cells[0]));
  return (
    hasDistinctNumbers(rows, 0, fewest) && numbers.every((number, i) => i === 0 || number > numbers[i - 1]!)
  );
}

/** Whether a column has another whole number in each row. */
export function hasDistinctNumbers(
  rows: readonly Row[],
  column: number,
  fewest: number = FEWEST_ROWS_OF_A_PATTERN,
): boolean {
  const cells = rows.map((row) => row.cells[column] ?? '');
  const isWhole = (cell: string) => isNumber(cell) && Number.isInteger(Number(cell)) && Number(cell) >= 0;
  return rows.length >= fewest && cells.every(isWhole) && new Set(cells.map(Number)).size === rows.length;
}

/** Whether the first column counts as an index with few gaps would. */
function isCountingDensely(rows: readonly Row[]): boolean {
  const [first, last] = [rows[0], rows.at(-1)].map((row) => Number(row?.cells[0]));
  return isCounting(rows) && first! <= 1 && last! <= 2 * rows.length;
}

function toAxes(first: number): readonly AxisColumn[] {
  return (['x', 'y', 'z'] as const).map((axis, i) => ({ axis, column: first + i, sign: 1 }));
}

function noHeadingProblem({ line }: Row, found: string, example: string): RowProblem {
  const message = `is the first row of ${found}: add a line above it that names them, such as "x,y,z" or "${example}"`;
  return { code: 'syntax', line, key: '', message, kind: 'heading' };
}

function twoColumnsProblem({ line }: Row): RowProblem {
  const message =
    'must be three numbers, "x,y,z", not 2 columns. For a picture of the front, add the line "y,z" above, ' +
    'or "y,-z" if the second column counts down from the top edge of the picture';
  return { code: 'syntax', line, key: '', message, kind: 'heading' };
}
