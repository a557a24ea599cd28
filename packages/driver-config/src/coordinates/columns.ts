import { type Columns, isHeading } from './column-names.ts';
import type { CoordinateLines, Row } from './lines.ts';
import { areColumnsNamed, readNamedColumns } from './named-columns.ts';
import type { RowProblem } from './row-problem.ts';
import { inferColumns } from './unnamed-columns.ts';

/** Rows of which it is known where they have their values. */
export interface Table {
  readonly columns: Columns;
  /** Without the heading. */
  readonly rows: readonly Row[];
}

/** Finds out which column is which: from a heading, from a comment that names the columns, or from the values. */
export function readTable({ rows, comments }: CoordinateLines): Table | { readonly problem: RowProblem } {
  const [first, ...others] = rows;
  if (first && isHeading(first.cells)) return tableOf(readNamedColumns(first, others), others);
  const named = comments.findLast(
    ({ cells }) => cells.length === first?.cells.length && areColumnsNamed(cells),
  );
  return tableOf(named ? readNamedColumns(named, rows) : inferColumns(rows), rows);
}

function tableOf(
  read: { readonly columns: Columns } | { readonly problem: RowProblem },
  rows: readonly Row[],
): Table | { readonly problem: RowProblem } {
  return 'columns' in read ? { ...read, rows } : read;
}
