import { isMissing, isNumber } from './cells.ts';

/** A line with values. */
export interface Row {
  /** From 1. */
  readonly line: number;
  /** The line without its comment. */
  readonly content: string;
  readonly cells: readonly string[];
}

/** The lines of a coordinates file, by their use. */
export interface CoordinateLines {
  readonly rows: readonly Row[];
  /** Comments above the first row. */
  readonly comments: readonly Row[];
  /** Lines between rows that can have been rows once: blank ones, and comments with numbers only. */
  readonly emptied: readonly Emptied[];
}

export interface Emptied {
  readonly line: number;
  readonly isComment: boolean;
}

interface Line extends Row {
  readonly comment: string | undefined;
}

/** Not in a name such as "LED#", nor where a spreadsheet has no value, "#N/A". */
const COMMENT = /(?<![A-Za-z])#(?!N\/A)(.*)/;

/** The second \r comes from programs that translate line ends twice. */
const LINE_END = /\r{0,2}\n|\r/;
/** Ten for each pixel, so that no file takes long to read. */
export const MAX_LINES = 10_000;

/** @returns undefined if there are more than `MAX_LINES` */
export function splitLines(text: string): CoordinateLines | undefined {
  const contents = text.replace(/^\uFEFF/, '').split(LINE_END, MAX_LINES + 1);
  if (contents.length > MAX_LINES) return undefined;
  const lines = contents.map(toLine);
  const first = lines.findIndex(isRow);
  const last = lines.findLastIndex(isRow);
  const between = lines.slice(first, last + 1);
  return {
    rows: between.filter(isRow),
    comments: lines.slice(0, Math.max(0, first)).map(({ line, comment = '' }) => toRow(line, comment)),
    emptied: isDoubleSpaced(between) ? [] : findEmptied(between),
  };
}

function toLine(content: string, i: number): Line {
  return { ...toRow(i + 1, content.replace(COMMENT, '')), comment: COMMENT.exec(content)?.[1] };
}

function toRow(line: number, text: string): Row {
  const content = text.trim();
  const [, list, tuple] = /^\[(.*)\]$|^\((.*)\)$/.exec(content) ?? [];
  return { line, content, cells: (list ?? tuple ?? content).split(',').map(unquote) };
}

function unquote(cell: string): string {
  return cell
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim();
}

function isRow({ content }: Row): boolean {
  return content !== '';
}

function isBlank({ content, comment }: Line): boolean {
  return content === '' && comment === undefined;
}

function findEmptied(lines: readonly Line[]): Emptied[] {
  return lines
    .filter((line) => isBlank(line) || isFormerRow(line))
    .map((line) => ({ line: line.line, isComment: !isBlank(line) }));
}

function isFormerRow({ line, content, comment = '' }: Line): boolean {
  const { cells } = toRow(line, comment);
  return content === '' && cells.length > 1 && cells.every((cell) => isNumber(cell) || isMissing(cell));
}

/** Whether each row but the last is followed by exactly one blank line, as some programs write on Windows. */
function isDoubleSpaced(lines: readonly Line[]): boolean {
  return lines.every((line, i) => (i % 2 === 0 ? isRow(line) : isBlank(line)));
}
