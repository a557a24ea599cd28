import type { Role } from './roles.ts';

/** The longest call that the driver reads, without the final NUL. */
export const CALL_LIMIT_BYTES = 4096;

/** The longest reply that a client reads: room for hundreds of catalog entries or a strip of 1000 pixels. */
export const REPLY_LIMIT_BYTES: number = 256 * 1024;

/** Objects and arrays nested deeper are refused; no message needs half of it. */
export const MAX_JSON_DEPTH = 16;

export interface RoleLimits {
  /** Open at the same time. */
  readonly maxConnections: number;
  /** When all connections are in use: close the new one, or the one that has been idle the longest. */
  readonly whenFull: 'reject_new' | 'evict_idle';
  /** Unanswered calls on one connection; one more closes the connection. */
  readonly maxCallsInFlight: number;
  /** The bytes of those calls. A parsed call takes about twenty times the memory of its text. */
  readonly maxBytesInFlight: number;
  /** Sustained rate of all connections to the socket together. */
  readonly callsPerSecond: number;
  /** Calls possible at once after a pause. */
  readonly callBurst: number;
  /** From the first byte of a message to its end. */
  readonly messageDeadlineMs: number;
  /** Idle connections are closed after this time; `undefined`: never. */
  readonly idleDeadlineMs: number | undefined;
  /** Bytes of replies that can wait for a slow reader before its connection is no longer read. */
  readonly maxReplyBacklogBytes: number;
}

/**
 * The limits of a socket. The gateway keeps one connection for its lifetime, so `remote` has no idle deadline and few
 * connections. On `local`, idle connections are evicted first, so holding them open does not lock anyone out. A member of the
 * group who connects without a pause does lock out the other members, but not root, whose socket has the limits of `local` to
 * itself. Every call writes one log record at most, and the rates of gateway and group together stay below journald's limit of
 * 10 000 lines in 30 seconds per service.
 */
export const ROLE_LIMITS: Readonly<Record<Role, RoleLimits>> = {
  remote: {
    maxConnections: 4,
    whenFull: 'reject_new',
    maxCallsInFlight: 64,
    maxBytesInFlight: 4 * CALL_LIMIT_BYTES,
    callsPerSecond: 150,
    callBurst: 150,
    messageDeadlineMs: 2_000,
    idleDeadlineMs: undefined,
    maxReplyBacklogBytes: REPLY_LIMIT_BYTES,
  },
  local: {
    maxConnections: 16,
    whenFull: 'evict_idle',
    maxCallsInFlight: 64,
    maxBytesInFlight: 4 * CALL_LIMIT_BYTES,
    callsPerSecond: 100,
    callBurst: 100,
    messageDeadlineMs: 2_000,
    idleDeadlineMs: 60_000,
    maxReplyBacklogBytes: REPLY_LIMIT_BYTES,
  },
};
