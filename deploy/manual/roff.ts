/** Text as man(7) takes it: no character of it is read as a command, wherever lines are broken. */
export function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/(?<=^|\s)(?=[.'])/g, '\\&');
}

const LINE_LENGTH = 74;
const TOO_LONG = new RegExp(`(?=.{${LINE_LENGTH}})(.{1,${LINE_LENGTH}}) `, 'g');

/** The same on lines that an editor shows whole. man(1) makes lines of its own. */
export function wrapped(text: string): string {
  return text.replaceAll(TOO_LONG, '$1\n');
}

export interface Title {
  readonly name: string;
  readonly section: number;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly source: string;
}

/** The first line of a page. */
export function titleLine({ name, section, date, source }: Title): string {
  return `.TH ${quoted(name.toUpperCase())} ${section} "${date}" ${quoted(source)} "Garland"`;
}

export function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '\\(dq')}"`;
}
