import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { AuditEvent, RequestOutcome } from '../audit/audit-events.ts';
import type { AuditLogger } from '../audit/audit-logger.ts';
import type { RequestContext } from './request-context.ts';

const pendingResponses = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `onEnd` once. A response emits "close" itself, unless it still waits behind an earlier one of its connection: then
 * the end of the connection is its end.
 */
export function onResponseEnd(socket: Socket, res: ServerResponse, onEnd: () => void): void {
  const pending = pendingResponses.get(socket) ?? trackSocket(socket);
  const end = (): void => {
    if (pending.delete(end)) onEnd();
  };
  pending.add(end);
  res.once('close', end);
}

function trackSocket(socket: Socket): Set<() => void> {
  const pending = new Set<() => void>();
  pendingResponses.set(socket, pending);
  socket.once('close', () => {
    for (const end of pending) end();
  });
  return pending;
}

/** Health checks, and nothing else that succeeds, go unrecorded. */
export function recordRequest(audit: AuditLogger, context: RequestContext, res: ServerResponse): void {
  const { requestId, clientAddress, action, animation, identity, principal, reason, startedMs } = context;
  const outcome = outcomeOf(res);
  if (!principal && outcome === 'done') return;
  audit.record(requestEvent(context), {
    requestId,
    clientAddress,
    subject: identity?.subject,
    tokenId: identity?.tokenId,
    action,
    animation,
    outcome,
    reason,
    status: outcome === 'aborted' ? undefined : res.statusCode,
    latencyMs: Math.round((performance.now() - startedMs) * 10) / 10,
  });
}

type RequestEvent = Extract<AuditEvent, 'request' | 'request_rate_limited' | 'request_refused'>;

function requestEvent({ principal, reason }: RequestContext): RequestEvent {
  if (!principal) return 'request_refused';
  return reason === 'too_many_requests' ? 'request_rate_limited' : 'request';
}

function outcomeOf(res: ServerResponse): RequestOutcome {
  if (!res.writableFinished) return 'aborted';
  if (res.statusCode < 400) return 'done';
  return res.statusCode < 500 ? 'refused' : 'failed';
}
