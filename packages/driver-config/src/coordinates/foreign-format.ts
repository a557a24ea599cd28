import type { ConfigProblem } from '@garland/toml';
import { isMissing } from './cells.ts';
import type { Row } from './lines.ts';

/** A value, possibly with a comma before its decimals. */
const VALUE = /^[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?$/i;

/** Recognizes a file in another format as a whole: what it is, and a command that converts it. */
export function findForeignFormat(
  text: string,
  rows: readonly Row[],
  file: string,
): ConfigProblem | undefined {
  if (isJson(text)) return problem(undefined, describeJson(text, file));
  const numeric = rows.filter(({ content }) => /\d/.test(content));
  const [first] = numeric;
  if (!first) return undefined;
  if (numeric.every(hasSemicolons)) {
    const message = 'must have commas between its columns, and points before decimals';
    return problem(
      first.line,
      `${message}. To convert all rows: ${convertCommand("'s/,/./g; s/;/,/g'", file)}`,
    );
  }
  if (numeric.every(hasSpaces)) {
    const points = numeric.some(({ content }) => content.includes(',')) ? 's/,/./g; ' : '';
    const script = `'${points}s/[][()]//g; s/^\\s+|\\s+$//g; s/\\s+/,/g'`;
    const message = 'must have commas between its columns, not spaces or tabs';
    return problem(first.line, `${message}. To convert all rows: ${convertCommand(script, file)}`);
  }
  return undefined;
}

/** A command that removes the commas at the ends of rows. */
export function removeCommasCommand(file: string): string {
  return `sudo sed -E -i 's/,\\s*(#.*)?$/ \\1/' ${quoteForShell(file)}`;
}

function convertCommand(script: string, file: string): string {
  return ` sudo sed -E -i ${script} ${quoteForShell(file)}`;
}

function isJson(text: string): boolean {
  return /^(?:\{|\[\s*[[{]|\[[ \t]*[\r\n])/.test(text.replace(/^\uFEFF/, '').trimStart());
}

function hasSemicolons({ content }: Row): boolean {
  const values = content.split(';').map((value) => value.trim());
  return values.length > 1 && values.every((value) => isMissing(value) || VALUE.test(value));
}

/** Whether only white space is between the values. */
function hasSpaces({ content }: Row): boolean {
  const values = content
    .replace(/[[\]()]/g, ' ')
    .trim()
    .split(/\s+/);
  return values.length > 1 && values.every((value) => isMissing(value) || VALUE.test(value));
}

function describeJson(text: string, file: string): string {
  const isList = text
    .replace(/^\uFEFF/, '')
    .trimStart()
    .startsWith('[');
  const found = 'is JSON: it must have one row "x,y,z" for each light';
  if (!isList) return found;
  const rowsFile = `${file.replace(/.*\//, '').replace(/\.[^.]*$/, '')}-rows.csv`;
  const program = 'JSON.parse((fs.readFileSync(process.argv[1]) + "").trim()).map(Object.values).join("\\n")';
  const command = `node -p '${program}' ${quoteForShell(file)} > ${quoteForShell(rowsFile)}`;
  return `${found}. To convert a list:  ${command}`;
}

function problem(line: number | undefined, message: string): ConfigProblem {
  return { code: 'syntax', line, key: '', message };
}

/** Quotes a path if a shell would split or expand it. */
function quoteForShell(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
