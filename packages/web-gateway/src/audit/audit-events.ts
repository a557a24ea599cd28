import type { RequestFailureReason } from './failure-reasons.ts';
import type { Severity } from './record-writer.ts';

export type RequestAction = 'play' | 'list' | 'status' | 'health';

/** `refused` is the client's fault, `failed` is not; `aborted` means that the client left. */
export type RequestOutcome = 'done' | 'refused' | 'failed' | 'aborted';

export interface RequestRecord {
  /** The same in the driver's record and in the client's X-Request-Id. */
  readonly requestId: string;
  readonly clientAddress: string;
  /** The subject and ID of the token, once its signature is verified. */
  readonly subject?: string | undefined;
  readonly tokenId?: string | undefined;
  readonly action?: RequestAction | undefined;
  /** If the path names a well-formed ID. */
  readonly animation?: string | undefined;
  readonly outcome: RequestOutcome;
  readonly reason?: RequestFailureReason | undefined;
  /** Undefined if the client left before the response. */
  readonly status?: number | undefined;
  readonly latencyMs: number;
}

/** Every record that the gateway writes, by its stable name, and the fields that it carries. */
export interface AuditEvents {
  starting: { readonly version: string };
  /** It does not listen yet: systemd has not made these mount points read-only and not executable. */
  awaiting_seal: { readonly mounts: readonly string[] };
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
  /** Every token is refused with 503 until the file is valid again. */
  registry_unavailable: { readonly problem: string };
  /** The IDs of the public keys; the signing key first. */
  keys_loaded: { readonly keyIds: readonly string[] };
  /** As for the registry. */
  keys_unavailable: { readonly problem: string };
  /** A token is refused with 503 because the clock is earlier than the last change of the tokens, or the build. */
  clock_behind: { readonly clock: string; readonly earliest: string };
  /** From 30 days ahead, once a day a token. `expiresAt` is the earliest of its expiry, its own end and that of its key. */
  token_expires_soon: {
    readonly subject: string;
    readonly tokenId: string;
    readonly expiresAt: string;
    readonly daysLeft: number;
  };
  /** Tokens signed with this key are no longer accepted. */
  key_retired: { readonly keyId: string; readonly retiredAt: string };
  /** A request with a valid token, whatever its outcome. */
  request: RequestRecord;
  /** A request with a valid token over that token's rate. */
  request_rate_limited: RequestRecord;
  /** A request without a valid token that was answered with an error. */
  request_refused: RequestRecord;
  /** Bytes that never became a request: not HTTP, too long, or too slow. */
  request_malformed: { readonly clientAddress: string; readonly reason: string; readonly status: number };
  /** A connection that was refused, or closed to make room or because its response was not read. */
  connection_refused: {
    readonly clientAddress: string;
    readonly reason: 'rate_limit' | 'address_limit' | 'total_limit' | 'answer_unread';
  };
  tls_handshake_failed: { readonly clientAddress: string; readonly reason: string };
  /** A bug: the stack without its message, which can contain client data. */
  internal_error: { readonly requestId?: string; readonly errorName: string; readonly stack: string };
  /** Counts omitted records of an event if no later record of it carried the count. */
  records_suppressed: { readonly suppressedEvent: AuditEvent; readonly suppressed: number };
}

export type AuditEvent = keyof AuditEvents;

interface AuditEventSpec {
  readonly level: Severity;
  /** Clients can cause it at will, or a large registry all at once: beyond a rate, records are only counted in `suppressed`. */
  readonly isRateLimited?: true;
}

export const AUDIT_EVENTS: { readonly [E in AuditEvent]: AuditEventSpec } = {
  starting: { level: 'info' },
  awaiting_seal: { level: 'warning' },
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
  clock_behind: { level: 'error' },
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
