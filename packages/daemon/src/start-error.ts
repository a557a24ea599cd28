/** Exit codes of sysexits.h that both daemons use before they have any of their own. */
export const EX_USAGE = 64;
export const EX_CONFIG = 78;

/** A reason not to start that the user can do something about. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
