/**
 * Text as man(7) takes it: no character of it is read as a command, wherever lines are broken. Characters beyond ASCII are
 * named, as mandoc(1) does before it measures a line.
 */
export function escapeRoff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/(?<=^|\s)(?=[.'])/g, '\\&')
    .replaceAll(/[^\0-\x7f]/gu, (character) => `\\[u${hexCodePoint(character)}]`);
}

function hexCodePoint(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

const LINE_LENGTH = 74;
const LONG_LINE = new RegExp(`(?=.{${LINE_LENGTH}})(.{1,${LINE_LENGTH}}) `, 'g');

/** The same on lines that an editor shows whole. man(1) makes lines of its own. */
export function wrapLines(text: string): string {
  return text.replaceAll(LONG_LINE, '$1\n');
}

export interface ManTitle {
  readonly name: string;
  readonly section: number;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly source: string;
}

/** The first line of a page. */
export function titleLine({ name, section, date, source }: ManTitle): string {
  return `.TH ${quoteRoff(name.toUpperCase())} ${section} "${date}" ${quoteRoff(source)} "Garland"`;
}

export function quoteRoff(text: string): string {
  return `"${escapeRoff(text).replaceAll('"', '\\(dq')}"`;
}
