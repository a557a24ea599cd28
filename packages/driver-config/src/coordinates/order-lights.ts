import type { Point } from '@garland/animations';
import type { Columns } from './column-names.ts';
import { findStart, readIndices } from './light-index.ts';
import type { Measurement } from './read-rows.ts';
import type { RowProblem } from './row-problem.ts';

/** The lights in the order of the string. */
export interface OrderedLights {
  /** Undefined for a light that was not seen. */
  readonly points: readonly (Point | undefined)[];
  /** Whether lights can follow that have no row. */
  readonly isOpenEnded: boolean;
}

/** Puts each light into its place on the string: by its index, or without one, by the order of the rows. */
export function orderLights(
  measurements: readonly Measurement[],
  columns: Columns,
  problems: RowProblem[],
): OrderedLights {
  if (columns.index === undefined)
    return { points: measurements.map(({ point }) => point), isOpenEnded: false };
  const byIndex = readIndices(measurements, problems);
  if (problems.length > 0) return { points: [], isOpenEnded: false };
  const start = findStart(byIndex, columns, problems);
  const count = Math.max(...byIndex.keys()) + 1 - start;
  const points = Array.from({ length: count }, (_, i) => byIndex.get(start + i)?.point);
  return { points, isOpenEnded: start === 0 };
}
