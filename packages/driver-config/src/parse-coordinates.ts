import { MAX_COORDINATE, type Point } from '@garland/animations';
import { type ConfigProblem, describeValue } from '@garland/toml';
import { MAX_PIXELS } from './strip.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const AXES = ['x', 'y', 'z'] as const;

/**
 * Parses a GIFT coordinates file: a row `x,y,z` for each pixel, in strip order; z points up. Accepted: a byte order mark,
 * any line ends, blank lines, spaces, comments from `#` to the end of the line, and brackets around a row.
 *
 * @returns 1 to `MAX_PIXELS` points, or every mistake in the text with its line; problems have no file
 */
export function parseCoordinates(
  text: string,
): { readonly points: readonly Point[] } | { readonly problems: readonly ConfigProblem[] } {
  const rows = splitRows(text);
  const problems: ConfigProblem[] = [];
  const points = rows.slice(0, MAX_PIXELS).map((row, i) => readRow(row, i === 0, problems));
  const excessRow = rows[MAX_PIXELS];
  if (excessRow)
    problems.push(rowProblem(excessRow, `is pixel ${MAX_PIXELS + 1}: a strip has at most ${MAX_PIXELS}`));
  if (rows.length === 0) problems.push(rowProblem({ line: undefined }, 'has no "x,y,z" row'));
  return problems.length > 0 ? { problems } : { points };
}

interface Row {
  /** From 1. */
  readonly line: number;
  readonly columns: readonly string[];
}

function splitRows(text: string): Row[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((content, i) => ({ line: i + 1, content: content.replace(/#.*/, '').trim() }))
    .filter(({ content }) => content !== '')
    .map(({ line, content }) => ({ line, columns: splitColumns(content) }));
}

function splitColumns(content: string): string[] {
  return content
    .replace(/^\[(.*)\]$/, '$1')
    .split(',')
    .map((column) => column.trim());
}

function readRow(row: Row, isFirst: boolean, problems: ConfigProblem[]): Point {
  const { line, columns } = row;
  if (columns.length !== AXES.length || (isFirst && isHeader(columns))) {
    problems.push(rowProblem(row, `must be three numbers, "x,y,z", ${rowAdvice(columns, isFirst)}`));
  } else {
    AXES.forEach((axis, i) => {
      const problem = numberProblem(columns[i]!);
      if (problem) problems.push({ ...problem, line, key: axis });
    });
  }
  const [x, y, z] = columns.map(Number) as [number, number, number];
  return { x, y, z };
}

function isHeader(columns: readonly string[]): boolean {
  return columns.every((column) => /^[a-z_ "']+$/i.test(column));
}

function rowAdvice(columns: readonly string[], isFirst: boolean): string {
  if (isFirst && isHeader(columns)) return 'not a heading: leave it out, or put # before it';
  const found = `not ${columns.length} ${columns.length === 1 ? 'column' : 'columns'}`;
  if (columns.some((column) => column.includes(';'))) {
    return `${found}: put commas between them, and points before decimals`;
  }
  return columns.length === AXES.length + 1
    ? `${found}: if the first counts the pixels, leave it out`
    : found;
}

function numberProblem(column: string): Pick<ConfigProblem, 'code' | 'message'> | undefined {
  if (!NUMBER.test(column))
    return { code: 'wrong_type', message: `must be a number, not ${describeValue(column)}` };
  if (Math.abs(Number(column)) <= MAX_COORDINATE) return undefined;
  return {
    code: 'out_of_range',
    message: `must be from -${MAX_COORDINATE} to ${MAX_COORDINATE}, not ${describeValue(column)}`,
  };
}

function rowProblem({ line }: { readonly line: number | undefined }, message: string): ConfigProblem {
  return { code: 'syntax', line, key: '', message };
}
