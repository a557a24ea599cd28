import type { RequestFailureReason } from './failure-reasons.ts';
import type { Severity } from './record-writer.ts';

/** What a request asked for. */
export type RequestAction = 'play' | 'list' | 'status' | 'health';

/** `done`, or refused for what the client did, or failed for what it can't help, or left by the client. */
export type RequestOutcome = 'done' | 'refused' | 'failed' | 'aborted';

export interface RequestRecord {
  /** Joins this record to the driver's, and to the X-Request-Id that the client saw. */
  readonly requestId: string;
  readonly clientAddress: string;
  /** The subject and ID of the token, once its signature is verified. */
  readonly subject?: string | undefined;
  readonly tokenId?: string | undefined;
  readonly action?: RequestAction | undefined;
  /** The animation, once it is known to have the form of an ID. */
  readonly animation?: string | undefined;
  readonly outcome: RequestOutcome;
  readonly reason?: RequestFailureReason | undefined;
  /** Undefined if the client left before it was answered. */
  readonly status?: number | undefined;
  readonly latencyMs: number;
}

/** Every record that the gateway writes, by its stable name, and the fields that it carries. */
export interface AuditEvents {
  starting: { readonly version: string };
  listening: {
    readonly address: string;
    readonly port: number;
    readonly tls: boolean;
    readonly inherited: boolean;
  };
  stopping: { readonly signal: string };
  stopped: { readonly abortedConnections: number };
  driver_connected: { readonly animationCount: number };
  driver_disconnected: { readonly reason: string; readonly detail: string };
  allowlist_changed: { readonly added: readonly string[]; readonly removed: readonly string[] };
  registry_loaded: { readonly tree: string; readonly tokenCount: number; readonly revokedCount: number };
  /** Every token is refused with 503 until the file is right again. */
  registry_unavailable: { readonly problem: string };
  /** The IDs of the public keys, the one that signs first. */
  keys_loaded: { readonly keyIds: readonly string[] };
  /** The same as for the registry. */
  keys_unavailable: { readonly problem: string };
  /** From 30 days ahead, once a day a token. `expiresAt` is the earliest of its expiry, its own end and that of its key. */
  token_expires_soon: {
    readonly subject: string;
    readonly tokenId: string;
    readonly expiresAt: string;
    readonly daysLeft: number;
  };
  /** Nothing that this key has signed is accepted any more. */
  key_retired: { readonly keyId: string; readonly retiredAt: string };
  /** A request with a valid token, whatever came of it. */
  request: RequestRecord;
  /** A request with a valid token over that token's rate. */
  request_rate_limited: RequestRecord;
  /** A request that was answered with an error, and had no valid token. */
  request_refused: RequestRecord;
  /** Bytes that never became a request: not HTTP, too long, or too slow. */
  request_malformed: { readonly clientAddress: string; readonly reason: string; readonly status: number };
  /** A connection that was not taken, or was ended for another's sake or its own. `clientAddress` lost it. */
  connection_refused: {
    readonly clientAddress: string;
    readonly reason: 'rate_limit' | 'address_limit' | 'total_limit' | 'answer_unread';
  };
  tls_handshake_failed: { readonly clientAddress: string; readonly reason: string };
  /** A mistake of ours: the stack without its message, which may hold what a client sent. */
  internal_error: { readonly requestId?: string; readonly errorName: string; readonly stack: string };
  /** Records of the named event that were left out, when none followed to carry the count itself. */
  records_suppressed: { readonly suppressedEvent: AuditEvent; readonly suppressed: number };
}

export type AuditEvent = keyof AuditEvents;

interface AuditEventSpec {
  readonly level: Severity;
  /** Anyone may cause it at will, or a full registry at once: so many are written, and the rest counted in `suppressed`. */
  readonly isRateLimited?: true;
}

export const AUDIT_EVENTS: { readonly [E in AuditEvent]: AuditEventSpec } = {
  starting: { level: 'info' },
  listening: { level: 'notice' },
  stopping: { level: 'notice' },
  stopped: { level: 'notice' },
  driver_connected: { level: 'notice' },
  driver_disconnected: { level: 'warning' },
  allowlist_changed: { level: 'notice' },
  registry_loaded: { level: 'notice' },
  registry_unavailable: { level: 'error' },
  keys_loaded: { level: 'notice' },
  keys_unavailable: { level: 'error' },
  token_expires_soon: { level: 'warning', isRateLimited: true },
  key_retired: { level: 'warning' },
  request: { level: 'notice' },
  request_rate_limited: { level: 'warning', isRateLimited: true },
  request_refused: { level: 'warning', isRateLimited: true },
  request_malformed: { level: 'warning', isRateLimited: true },
  connection_refused: { level: 'warning', isRateLimited: true },
  tls_handshake_failed: { level: 'info', isRateLimited: true },
  internal_error: { level: 'error', isRateLimited: true },
  records_suppressed: { level: 'warning' },
};
