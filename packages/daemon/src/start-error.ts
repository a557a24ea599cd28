/** Exit codes by which systemd and scripts see why a daemon ended; the names and numbers of sysexits.h. */
export const EX_OK = 0;
export const EX_USAGE = 64;
export const EX_UNAVAILABLE = 69;
export const EX_SOFTWARE = 70;
export const EX_CANTCREAT = 73;
export const EX_IOERR = 74;
export const EX_NOPERM = 77;
export const EX_CONFIG = 78;

/**
 * After these, another start would fail in the same way until a person has changed something. The daemon exits at once, so
 * that systemd shows the failure at once.
 */
export const UNRECOVERABLE_EXIT_CODES: readonly number[] = [
  EX_USAGE,
  EX_UNAVAILABLE,
  EX_CANTCREAT,
  EX_NOPERM,
  EX_CONFIG,
];

/** A reason not to start that the user can fix. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The message and exit code of a fatal error. One without an `exitCode` is a bug, so its message is the stack trace. */
export function describeExit(error: unknown): { readonly message: string; readonly exitCode: number } {
  if (!(error instanceof Error)) return { message: String(error), exitCode: EX_SOFTWARE };
  if ('exitCode' in error) return { message: error.message, exitCode: Number(error.exitCode) };
  return { message: String(error.stack), exitCode: EX_SOFTWARE };
}
