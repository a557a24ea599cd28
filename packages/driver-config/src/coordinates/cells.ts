import { MAX_COORDINATE } from '@garland/animations';
import { describeValue } from '@garland/toml';
import type { RowProblem } from './row-problem.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NUMBER_WITH_UNIT = /^[+-]?[\d.]+ ?("|''?|[a-zµ%]{1,12})$/i;
/** How programs write that there is no value. */
const MISSING = /^(|[+-]?nan|none|null|nil|#?n\/?a|undefined|missing)$/i;

export function isNumber(cell: string): boolean {
  return NUMBER.test(cell);
}

export function isMissing(cell: string): boolean {
  return MISSING.test(cell);
}

/** Whether the cell is a value, whether valid or not, and not the name of a column. */
export function isValue(cell: string): boolean {
  return isNumber(cell) || isMissing(cell) || /^[+-]?inf(inity)?$/i.test(cell);
}

/** The mistake in a coordinate, if there is one. */
export function findCoordinateProblem(cell: string, line: number, key: string): RowProblem | undefined {
  if (!isNumber(cell)) {
    const message = `must be a number, not ${describeValue(cell)}${numberAdvice(cell)}`;
    return { code: 'wrong_type', line, key, message, kind: 'number' };
  }
  if (Math.abs(Number(cell)) <= MAX_COORDINATE) return undefined;
  const message = `must be from -${MAX_COORDINATE} to ${MAX_COORDINATE}, not ${describeValue(cell)}`;
  return { code: 'out_of_range', line, key, message, kind: 'range' };
}

function numberAdvice(cell: string): string {
  if (isMissing(cell)) return '; if the light was not seen, write nan in each column';
  if (NUMBER_WITH_UNIT.test(cell)) return '; leave the unit out: any unit works';
  if (isNumber(cell.replace(/^[\u2010-\u2015\u2212]/, '-')))
    return '; its first character is not a minus sign, "-"';
  return '';
}
