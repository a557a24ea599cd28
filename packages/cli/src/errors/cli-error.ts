import { didYouMean, escapeInvisible } from '@garland/toml';
import { EXIT_CODES, type ExitStatus } from '../exit-codes.ts';

/** An error for people: the fault, the fix, and the exit code. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly status: ExitStatus;
  /** What to do next, one suggestion a line. */
  readonly hints: readonly string[];

  constructor(status: ExitStatus, message: string, ...hints: readonly string[]) {
    super(message);
    this.status = status;
    this.hints = hints;
  }

  get exitCode(): number {
    return EXIT_CODES[this.status].code;
  }

  /** Invisible characters of file names and texts do not reach the terminal. */
  toText(): string {
    const lines = [`garland: ${this.message}`, ...this.hints.map((hint) => `  ${hint}`)];
    return lines.join('\n').split('\n').map(escapeInvisible).join('\n');
  }

  toJson(): object {
    return { error: this.status, message: this.message, hints: this.hints, exitCode: this.exitCode };
  }
}

/** An invalid argument or option. */
export function usageError(message: string, ...hints: readonly string[]): CliError {
  return new CliError('usage', message, ...hints);
}

/** ' Did you mean "…"?', to follow a message about an unknown word; empty if nothing is similar. */
export function suggestionText(word: string, known: readonly string[]): string {
  const guess = didYouMean(word, known);
  return guess === undefined ? '' : ` Did you mean "${guess}"?`;
}
