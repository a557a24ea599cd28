import type { AnimationId } from '@garland/protocol';
import type { Principal, TokenIdentity } from '@garland/tokens';
import type { RequestAction } from '../audit/audit-events.ts';
import type { RequestFailureReason } from '../audit/failure-reasons.ts';

/** Everything that becomes known about a request, for its response and for the audit log. */
export interface RequestContext {
  readonly requestId: string;
  readonly startedMs: number;
  readonly clientAddress: string;
  /** What rate limits count by. Undefined if a trusted proxy sent a malformed X-Forwarded-For. */
  readonly clientKey: string | undefined;
  readonly isProxied: boolean;
  action?: RequestAction;
  animation?: AnimationId;
  /** From a token with a valid signature, even if the token is then refused. */
  identity?: TokenIdentity;
  /** Set once the token is accepted. */
  principal?: Principal;
  reason?: RequestFailureReason;
}

declare module 'router' {
  interface Response {
    /** As in Express. */
    locals: RequestContext;
  }
}
