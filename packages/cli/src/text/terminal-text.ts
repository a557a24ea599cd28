import { escapeInvisible } from '@garland/toml';

/** Bold text if the terminal has colour, otherwise plain text. */
export interface TextStyle {
  bold(text: string): string;
}

const PLAIN_STYLE: TextStyle = { bold: (text) => text };
const ANSI_STYLE: TextStyle = { bold: (text) => `\x1b[1m${text}\x1b[22m` };

export function textStyle(hasColor: boolean): TextStyle {
  return hasColor ? ANSI_STYLE : PLAIN_STYLE;
}

/**
 * Replaces control and double-width characters, for texts from clients or files: the result cannot control the terminal, and
 * takes one column a character.
 */
export function toPrintable(text: string): string {
  return text.replace(
    /[^\x20-\x7e\xa1-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u2190-\u21ff\u25a0-\u25ff]/gu,
    '?',
  );
}

/** One line of JSON without invisible characters, of which JSON.stringify escapes only some. */
export function toJsonLine(value: unknown): string {
  return escapeInvisible(JSON.stringify(value));
}

/** Aligns rows of text in columns, each as wide as its widest entry. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((text, i) => {
      widths[i] = Math.max(widths[i] ?? 0, text.length);
    });
  }
  return rows.map((row) =>
    row
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
