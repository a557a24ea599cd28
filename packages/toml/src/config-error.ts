import { escapeInvisible } from './escape-invisible.ts';

/** The kind of a mistake. Stable codes, for tests and for scripts that read `--json`. */
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
  /** The file, if it is not the configuration file itself but one that it names. */
  readonly file?: string;
  /** From 1; undefined if something is missing. */
  readonly line: number | undefined;
  /** The full key, such as `power.budget_ma`; empty for the file itself. */
  readonly key: string;
  /** What is wrong, and what to write instead. */
  readonly message: string;
}

/** A file that cannot be used, with every mistake in it. */
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

/** `driver.toml:12: power.budget_ma: must be …`, a form that editors can jump to. */
export function formatProblem(
  defaultFile: string,
  { file = defaultFile, line, key, message }: ConfigProblem,
): string {
  const location = line === undefined ? file : `${file}:${line}`;
  return escapeInvisible(key ? `${location}: ${key}: ${message}` : `${location}: ${message}`);
}
