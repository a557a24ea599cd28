import { type Columns, isHeading, readColumnName } from './column-names.ts';
import type { Row } from './lines.ts';
import type { RowProblem } from './row-problem.ts';
import { hasDistinctNumbers } from './unnamed-columns.ts';

const NAMES_ADVICE =
  'is a heading without x, y and z: name the columns, such as "index,x,y,z"; other columns are ignored';

/** Whether the cells are a heading that can be read. */
export function areColumnsNamed(cells: readonly string[]): boolean {
  return isHeading(cells) && 'columns' in nameColumns(cells);
}

/** Reads a heading. @param rows those below it */
export function readNamedColumns(
  heading: Row,
  rows: readonly Row[],
): { readonly columns: Columns } | { readonly problem: RowProblem } {
  const named = nameColumns(heading.cells);
  if ('mistake' in named) return { problem: headingProblem(heading, named.mistake) };
  const { columns } = named;
  const counting = columns.index === undefined ? findCountingColumn(heading.cells, columns, rows) : undefined;
  if (counting === undefined) return { columns };
  const name = JSON.stringify(heading.cells[counting]);
  return {
    problem: headingProblem(
      heading,
      `${name} seems to count the lights: name that column "index", or remove it`,
    ),
  };
}

/** The column of an unknown name that only an index would have. */
function findCountingColumn(
  names: readonly string[],
  { axes }: Columns,
  rows: readonly Row[],
): number | undefined {
  const known = new Set(axes.map(({ column }) => column));
  const column = names.findIndex((_, i) => !known.has(i) && hasDistinctNumbers(rows, i));
  return column < 0 ? undefined : column;
}

function nameColumns(names: readonly string[]): { readonly columns: Columns } | { readonly mistake: string } {
  const read = names.map(readColumnName);
  const index = read.flatMap(({ kind }, column) => (kind === 'index' ? [column] : []));
  const axes = read.flatMap((name, column) =>
    name.kind === 'axis' ? [{ axis: name.axis, column, sign: name.sign }] : [],
  );
  const found = axes
    .map(({ axis }) => axis)
    .toSorted()
    .join('');
  const twice = index.length > 1 ? 'the index' : /(.)\1/.exec(found)?.[1];
  if (twice) return { mistake: `names ${twice} twice: call one of the columns something else` };
  if (found === 'xyz' || found === 'yz') return { columns: { count: names.length, index: index[0], axes } };
  const flat = read.flatMap(({ kind }, i) => (kind === 'axis' || kind === 'picture' ? [names[i]] : []));
  return { mistake: flat.length === 2 ? flatMapAdvice(flat, index) : NAMES_ADVICE };
}

function flatMapAdvice([right, up]: readonly unknown[], index: readonly number[]): string {
  const start = index.length > 0 ? 'index,' : '';
  return (
    `names two dimensions, ${right} and ${up}. For a picture of the front, name the column that counts to the right y and ` +
    `the other one z, or -z if it counts down from the top edge of the picture: "${start}y,-z"`
  );
}

function headingProblem({ line }: Row, message: string): RowProblem {
  return { code: 'syntax', line, key: '', message, kind: 'heading' };
}
