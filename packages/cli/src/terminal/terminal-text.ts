/** Bold text where colour is welcome, and the text itself elsewhere. */
export interface TextStyle {
  bold(text: string): string;
}

const PLAIN_STYLE: TextStyle = { bold: (text) => text };
const ANSI_STYLE: TextStyle = { bold: (text) => `\x1b[1m${text}\x1b[22m` };

export function textStyle(coloured: boolean): TextStyle {
  return coloured ? ANSI_STYLE : PLAIN_STYLE;
}

/**
 * Text of one column a character that does nothing to the terminal: titles come from a configuration file, and a
 * control or double-width character in one must not disturb the picture around it.
 */
export function toPrintable(text: string): string {
  return text.replace(
    /[^\x20-\x7e\xa1-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u2190-\u21ff\u25a0-\u25ff]/gu,
    '?',
  );
}

/** JSON that does nothing to the terminal either: it escapes some controls itself, but neither DEL nor those from 0x80 on. */
export function toJsonLine(value: unknown): string {
  return JSON.stringify(value).replaceAll(/\p{Cc}/gu, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
}

/** Rows of text as columns, each as wide as its widest entry. */
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
