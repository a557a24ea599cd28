/** Text as man(7) takes it: no character of it is read as a command. */
export function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&');
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
  return `.TH ${quoted(name.toUpperCase())} ${section} ${quoted(date)} ${quoted(source)} ${quoted('Garland')}`;
}

export function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '\\(dq')}"`;
}
