/** What kind of mistake it is. Stable codes, for tests and for scripts that read `--json`. */
export type ProblemCode =
  | 'unreadable'
  | 'syntax'
  | 'unknown_key'
  | 'missing_key'
  | 'wrong_type'
  | 'out_of_range'
  | 'not_allowed'
  | 'inconsistent';

/** One mistake in a file, and where. */
export interface Problem {
  readonly code: ProblemCode;
  /** The file, where it is another one: one that the configuration names. */
  readonly file?: string;
  /** From 1; undefined where the mistake is something that is not there. */
  readonly line: number | undefined;
  /** The whole key, such as `power.budget_ma`; empty for the file itself. */
  readonly key: string;
  /** What is wrong and what to write instead. */
  readonly message: string;
}

/** A file that can't be used, with all that is wrong in it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly file: string;
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    super(problems.map((problem) => formatProblem(file, problem)).join('\n'));
    this.file = file;
    this.problems = problems;
  }
}

/** `driver.toml:12: power.budget_ma: must be …`, the form that editors jump to. */
export function formatProblem(whole: string, { file = whole, line, key, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return visible(key ? `${place}: ${key}: ${message}` : `${place}: ${message}`);
}

/** Controls, and what turns the direction of writing around, would make a terminal show something else than the file says. */
export function visible(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
