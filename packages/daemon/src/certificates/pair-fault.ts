/** Two clauses, without a full stop. */
export interface PairFault {
  readonly what: string;
  readonly cure: string;
}

/** What is wrong with a certificate, its chain and its key. */
export interface PairFaults {
  /** Clients refuse it, or it cannot be served. */
  readonly errors: readonly PairFault[];
  /** Clients refuse it, unless they know a CA that this machine does not know. */
  readonly warnings: readonly PairFault[];
}

export const CLOCK_CURE = 'check the clock:  timedatectl';

export function formatFault({ what, cure }: PairFault): string {
  return `${what}: ${cure}`;
}
