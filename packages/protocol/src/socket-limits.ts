import type { Role } from './roles.ts';

/** The longest call the driver reads, in bytes, its final NUL not counted. */
export const CALL_LIMIT_BYTES = 4096;

/** The longest reply a client reads: room for a list of hundreds of entries or a strip of 1000 pixels. */
export const REPLY_LIMIT_BYTES: number = 256 * 1024;

/** Objects and arrays nested deeper than this are refused: no message of ours needs half as much. */
export const MAX_JSON_DEPTH = 16;

export interface RoleLimits {
  /** Connections open at once; a further one is closed on arrival. */
  readonly maxConnections: number;
  /** Who gives way when all connections are taken: the newcomer, or whoever has been silent the longest. */
  readonly whenFull: 'refuse_newcomer' | 'end_most_silent';
  /** Calls received on one connection and not yet answered; one more ends the connection. */
  readonly maxCallsInFlight: number;
  /** The bytes of those calls. A parsed call takes some twenty times the room of its text. */
  readonly maxBytesInFlight: number;
  /** Calls a second over all connections of the role, as a sustained rate. */
  readonly callsPerSecond: number;
  /** Calls that may come at once after a quiet time. */
  readonly callBurst: number;
  /** A message that has begun must be complete within this time. */
  readonly messageDeadlineMs: number;
  /** A connection with nothing to do is closed after this time; `undefined`: never. */
  readonly idleDeadlineMs: number | undefined;
  /** Bytes of replies that may wait for a slow reader before its connection stops being read. */
  readonly maxReplyBacklogBytes: number;
}

/**
 * The gateway keeps one connection for life, so `remote` has no idle limit and few connections. On `local`, nobody can
 * keep the owner out: the most silent connection makes room. Every call leaves a record at most, and both rates together
 * stay below the 10 000 lines in 30 seconds that journald keeps of one service.
 */
export const ROLE_LIMITS: Readonly<Record<Role, RoleLimits>> = {
  remote: {
    maxConnections: 4,
    whenFull: 'refuse_newcomer',
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
    whenFull: 'end_most_silent',
    maxCallsInFlight: 64,
    maxBytesInFlight: 4 * CALL_LIMIT_BYTES,
    callsPerSecond: 100,
    callBurst: 100,
    messageDeadlineMs: 2_000,
    idleDeadlineMs: 60_000,
    maxReplyBacklogBytes: REPLY_LIMIT_BYTES,
  },
};
