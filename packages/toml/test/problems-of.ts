import { ConfigError, type ConfigProblem, type Field, parseConfig } from '../src/index.ts';

/** What is wrong with a file, or nothing. */
export function problemsOf<T>(text: string, schema: Field<T>): readonly ConfigProblem[] {
  try {
    parseConfig(text, 'test.toml', schema);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** Problems without their wording: `2 wrong_type strip.pixels`. */
export function summarize(problems: readonly ConfigProblem[]): string[] {
  return problems.map(({ line, code, key }) => `${line ?? '-'} ${code} ${key}`.trimEnd());
}
