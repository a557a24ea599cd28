/** What kind of mistake it is. Stable codes, for tests and for scripts that read `--json`. */
export type ConfigProblemCode =
  | 'unreadable'
  | 'syntax'
  | 'unknown_key'
  | 'missing_key'
  | 'wrong_type'
  | 'out_of_range'
  | 'not_allowed'
  | 'inconsistent';

/** One mistake in a file, and where. */
export interface ConfigProblem {
  readonly code: ConfigProblemCode;
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
  /** EX_CONFIG of sysexits.h. */
  readonly exitCode = 78;
  readonly file: string;
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[]) {
    super(problems.map((problem) => formatProblem(file, problem)).join('\n'));
    this.file = file;
    this.problems = problems;
  }
}

/** `driver.toml:12: power.budget_ma: must be …`, the form that editors jump to. */
export function formatProblem(
  defaultFile: string,
  { file = defaultFile, line, key, message }: ConfigProblem,
): string {
  const location = line === undefined ? file : `${file}:${line}`;
  return escapeControls(key ? `${location}: ${key}: ${message}` : `${location}: ${message}`);
}

/** Controls, and what turns the direction of writing around, would make a terminal show something else than the file says. */
export function escapeControls(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
