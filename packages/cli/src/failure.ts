import { escapeControls } from '@garland/config';
import { EXIT_CODES, type Outcome } from './exit-code.ts';

/** Something that a person is told: what is wrong, what to do about it, and the exit code. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly outcome: Outcome;
  /** What to do next, one suggestion a line. */
  readonly hints: readonly string[];

  constructor(outcome: Outcome, message: string, ...hints: readonly string[]) {
    super(message);
    this.outcome = outcome;
    this.hints = hints;
  }

  get exitCode(): number {
    return EXIT_CODES[this.outcome].code;
  }

  /** Names and texts of files stand in it, which may not be ours: none of them steers the terminal. */
  toText(): string {
    const lines = [`garland: ${this.message}`, ...this.hints.map((hint) => `  ${hint}`)];
    return lines.join('\n').split('\n').map(escapeControls).join('\n');
  }

  toJson(): object {
    return { error: this.outcome, message: this.message, hints: this.hints, exitCode: this.exitCode };
  }
}

/** A number or word on the command line that can't be meant. */
export function usage(message: string, ...hints: readonly string[]): Failure {
  return new Failure('usage', message, ...hints);
}
