import { describeValue } from '@garland/toml';
import { MAX_PIXELS } from '../strip.ts';
import { isNumber } from './cells.ts';
import type { Columns } from './column-names.ts';
import type { Measurement } from './read-rows.ts';
import type { RowProblem } from './row-problem.ts';

export type ByIndex = ReadonlyMap<number, Measurement>;

const MAX_LISTED_GAPS = 5;

/** The measurements by their index, as the file counts. */
export function readIndices(measurements: readonly Measurement[], problems: RowProblem[]): ByIndex {
  const byIndex = new Map<number, Measurement>();
  for (const measurement of measurements) {
    const { line, index: cell = '' } = measurement;
    const problem = findIndexProblem(cell, byIndex);
    if (problem) problems.push({ ...problem, line, key: 'index' });
    else byIndex.set(Number(cell), measurement);
  }
  return byIndex;
}

function findIndexProblem(cell: string, earlier: ByIndex): Omit<RowProblem, 'line' | 'key'> | undefined {
  const index = Number(cell);
  if (!isNumber(cell) || !Number.isInteger(index)) {
    const message = `must be a whole number, not ${describeValue(cell)}`;
    return { code: 'wrong_type', message, kind: 'number' };
  }
  if (index < 0 || index > MAX_PIXELS) {
    const message = `must be from 0 to ${MAX_PIXELS - 1}, not ${cell}`;
    return { code: 'out_of_range', message, kind: 'range' };
  }
  const same = earlier.get(index);
  if (!same) return undefined;
  const message = `${index} is also in line ${same.line}: each light has one row`;
  return { code: 'inconsistent', message, kind: 'twice' };
}

/** Where the index starts: at 0 if that is there, and at 1 if all numbers from there on are. */
export function findStart(byIndex: ByIndex, columns: Columns, problems: RowProblem[]): 0 | 1 {
  const last = Math.max(...byIndex.keys());
  if (byIndex.has(0)) {
    const message = `must be at most ${MAX_PIXELS - 1}, because it counts from 0`;
    const line = byIndex.get(MAX_PIXELS)?.line;
    if (line) problems.push({ code: 'out_of_range', line, key: 'index', message, kind: 'range' });
    return 0;
  }
  const gaps = Array.from({ length: last }, (_, i) => i + 1).filter((index) => !byIndex.has(index));
  if (gaps.length > 0) problems.push(ambiguousStart(gaps, columns));
  return 1;
}

function ambiguousStart(gaps: readonly number[], { count, index = 0 }: Columns): RowProblem {
  const listed = gaps.slice(0, MAX_LISTED_GAPS).join(', ') + (gaps.length > MAX_LISTED_GAPS ? ' …' : '');
  const row = Array.from({ length: count }, () => 'nan').with(index, '0');
  return {
    code: 'inconsistent',
    line: undefined,
    key: 'index',
    message:
      `lacks 0 and ${listed}, so it is not clear whether it counts from 0 or from 1. If from 0, add the row "${row}"; ` +
      'if from 1, add such a row for each of the other missing numbers',
    kind: 'start',
  };
}
