import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { plainAddress } from '../address.ts';
import type { Audit } from '../audit/audit.ts';
import type { Action, AuditEvent, Outcome } from '../audit/events.ts';
import type { Principal } from '../auth/token.ts';
import type { RefusalReason } from './reasons.ts';

/** What becomes known of a request on its way, for the audit trail. */
export interface RequestContext {
  readonly requestId: string;
  readonly from: string;
  readonly startedMs: number;
  what?: Action;
  id?: string;
  /** Whose token it is: proven by its signature, though the token may still be refused. */
  bearer?: { readonly who: string; readonly jti: string };
  /** Set once the token is accepted. */
  principal?: Principal;
  reason?: RefusalReason;
}

/** Gives the request its ID, and sees to it that exactly one audit record tells what came of it. */
export function beginRequest(audit: Audit): RequestHandler {
  return (req, res, next) => {
    const context: RequestContext = {
      requestId: randomUUID(),
      from: plainAddress(req.socket.remoteAddress),
      startedMs: performance.now(),
    };
    res.locals.context = context;
    res.setHeader('X-Request-Id', context.requestId);
    res.once('close', () => recordEnd(audit, context, res));
    next();
  };
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
