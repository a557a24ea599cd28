import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { AnimationId } from '@garland/protocol';
import type { Principal, TokenIdentity } from '@garland/tokens';
import type { Request, Response } from 'express';
import type { AuditEvent, RequestAction, RequestOutcome } from '../audit/audit-events.ts';
import type { AuditLogger } from '../audit/audit-logger.ts';
import type { RequestFailureReason } from '../audit/failure-reasons.ts';
import type { RawHeaders } from './security-headers.ts';

/** What becomes known of a request on its way, for its answer and for the audit trail. */
export interface RequestContext {
  readonly requestId: string;
  /** The header fields of every answer. */
  readonly commonHeaders: RawHeaders;
  readonly clientAddress: string;
  readonly startedMs: number;
  action?: RequestAction;
  animation?: AnimationId;
  /** Whose token it is: proven by its signature, though the token may still be refused. */
  identity?: TokenIdentity;
  /** Set once the token is accepted. */
  principal?: Principal;
  reason?: RequestFailureReason;
}

/** Gives the request its ID, and sees to it that exactly one audit record tells what came of it. */
export function createRequestContext(
  req: Request,
  res: Response,
  clientAddress: string,
  commonHeaders: RawHeaders,
  audit: AuditLogger,
): RequestContext {
  const requestId = randomUUID();
  const context: RequestContext = { requestId, commonHeaders, clientAddress, startedMs: performance.now() };
  res.locals = { context };
  onResponseEnd(req.socket, res, () => recordRequest(audit, context, res));
  return context;
}

const pendingResponses = new WeakMap<Socket, Set<() => void>>();

/** A response in its turn tells when it is over; one that still waits for its turn dies in silence with the connection. */
function onResponseEnd(socket: Socket, res: Response, onOver: () => void): void {
  const waiting = pendingResponses.get(socket) ?? trackSocket(socket);
  const end = (): void => {
    if (waiting.delete(end)) onOver();
  };
  waiting.add(end);
  res.once('close', end);
}

function trackSocket(socket: Socket): Set<() => void> {
  const waiting = new Set<() => void>();
  pendingResponses.set(socket, waiting);
  socket.once('close', () => {
    for (const end of waiting) end();
  });
  return waiting;
}

export function contextOf(res: Response): RequestContext {
  return res.locals.context;
}

function recordRequest(audit: AuditLogger, context: RequestContext, res: Response): void {
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

function outcomeOf(res: Response): RequestOutcome {
  if (!res.writableFinished) return 'aborted';
  if (res.statusCode < 400) return 'done';
  return res.statusCode < 500 ? 'refused' : 'failed';
}
