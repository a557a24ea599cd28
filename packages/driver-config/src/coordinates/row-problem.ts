import type { ConfigProblem } from '@garland/toml';

/** A mistake in a row. */
export interface RowProblem extends ConfigProblem {
  /** Mistakes of one kind in one column are reported together. */
  readonly kind: string;
  /** The last sentence of the message, which can end with a command. */
  readonly cure?: string | undefined;
}

const MAX_LISTED_LINES = 5;

/** One problem for each kind of mistake and column, with the first lines that have it. */
export function groupProblems(problems: readonly RowProblem[]): ConfigProblem[] {
  const groups = new Map<string, RowProblem[]>();
  for (const problem of problems) {
    const name = `${problem.code} ${problem.key} ${problem.kind}`;
    const group = groups.get(name);
    if (group) group.push(problem);
    else groups.set(name, [problem]);
  }
  return [...groups.values()].map(toSingleProblem);
}

function toSingleProblem([first, ...others]: readonly RowProblem[]): ConfigProblem {
  const { code, line, key, message, cure } = first!;
  const found = message + describeOthers(others.map((problem) => problem.line));
  return { code, line, key, message: cure ? `${found}. ${cure}` : found };
}

function describeOthers(lines: readonly (number | undefined)[]): string {
  if (lines.length === 0) return '';
  if (lines.length === 1) return `; also in line ${lines[0]}`;
  const listed = lines.slice(0, MAX_LISTED_LINES).join(', ');
  return `; also in ${lines.length} other lines: ${listed}${lines.length > MAX_LISTED_LINES ? ' …' : ''}`;
}
