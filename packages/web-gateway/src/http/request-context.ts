import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { AnimationId } from '@garland/protocol';
import type { Principal } from '@garland/protocol/tokens';
import type { Request, Response } from 'express';
import type { Audit } from '../audit/audit.ts';
import type { Action, AuditEvent, Outcome } from '../audit/events.ts';
import type { RefusalReason } from './reasons.ts';
import type { HeaderFields } from './security-headers.ts';

/** What becomes known of a request on its way, for its answer and for the audit trail. */
export interface RequestContext {
  readonly requestId: string;
  /** The header fields of every answer. */
  readonly everyAnswer: HeaderFields;
  readonly from: string;
  readonly startedMs: number;
  what?: Action;
  id?: AnimationId;
  /** Whose token it is: proven by its signature, though the token may still be refused. */
  bearer?: { readonly who: string; readonly jti: string };
  /** Set once the token is accepted. */
  principal?: Principal;
  reason?: RefusalReason;
}

/** Gives the request its ID, and sees to it that exactly one audit record tells what came of it. */
export function beginRequest(
  req: Request,
  res: Response,
  from: string,
  everyAnswer: HeaderFields,
  audit: Audit,
): RequestContext {
  const requestId = randomUUID();
  const context: RequestContext = { requestId, everyAnswer, from, startedMs: performance.now() };
  res.locals = { context };
  whenOver(req.socket, res, () => recordEnd(audit, context, res));
  return context;
}

const unfinished = new WeakMap<Socket, Set<() => void>>();

/** A response in its turn tells when it is over; one that still waits for its turn dies in silence with the connection. */
function whenOver(socket: Socket, res: Response, onOver: () => void): void {
  const waiting = unfinished.get(socket) ?? endingWith(socket);
  const end = (): void => {
    if (waiting.delete(end)) onOver();
  };
  waiting.add(end);
  res.once('close', end);
}

function endingWith(socket: Socket): Set<() => void> {
  const waiting = new Set<() => void>();
  unfinished.set(socket, waiting);
  socket.once('close', () => {
    for (const end of waiting) end();
  });
  return waiting;
}

export function contextOf(res: Response): RequestContext {
  return res.locals.context;
}

function recordEnd(audit: Audit, context: RequestContext, res: Response): void {
  const { requestId, from, what, id, bearer, principal, reason, startedMs } = context;
  const outcome = outcomeOf(res);
  if (!principal && outcome === 'done') return;
  audit.record(eventFor(context), {
    requestId,
    from,
    who: bearer?.who,
    jti: bearer?.jti,
    what,
    id,
    outcome,
    reason,
    status: outcome === 'aborted' ? undefined : res.statusCode,
    latencyMs: Math.round((performance.now() - startedMs) * 10) / 10,
  });
}

type RequestEvent = Extract<AuditEvent, 'request' | 'request_limited' | 'request_refused'>;

function eventFor({ principal, reason }: RequestContext): RequestEvent {
  if (!principal) return 'request_refused';
  return reason === 'too_many_requests' ? 'request_limited' : 'request';
}

function outcomeOf(res: Response): Outcome {
  if (!res.writableFinished) return 'aborted';
  if (res.statusCode < 400) return 'done';
  return res.statusCode < 500 ? 'refused' : 'failed';
}
