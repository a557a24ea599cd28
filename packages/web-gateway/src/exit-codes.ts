/** Why the gateway ended, for systemd and scripts; the numbers are those of sysexits.h. */
export const EXIT = {
  stopped: 0,
  usage: 64,
  listenerUnavailable: 69,
  internalError: 70,
  auditUnwritable: 74,
  driverLinkEnded: 75,
  configuration: 78,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A reason not to start that its reader can do something about. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
