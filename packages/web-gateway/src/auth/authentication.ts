import type { IncomingMessage } from 'node:http';
import { parseBearerToken } from '@garland/tokens';
import type { RequestHandler } from 'router';
import type { RequestFailureReason } from '../audit/failure-reasons.ts';
import type { FixedWindowStore } from '../http/fixed-window-store.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { admitNext } from '../http/keep-alive.ts';
import type { HttpProblemCode } from '../http/problem-texts.ts';
import type { TokenVerifier } from './token-verifier.ts';

const CHALLENGE = 'Bearer realm="garland"';
const RETRY_AFTER_S = 10;

/**
 * Authenticates the request and sets `res.locals.principal`. The per-client limit counts every request as a failure until
 * this point; one with a valid token, or whose token cannot be verified right now, is taken off again.
 */
export function authentication(verifier: TokenVerifier, failures: FixedWindowStore): RequestHandler {
  return (req, res, next) => {
    const bearer = parseBearerToken(req.headers.authorization);
    if ('fault' in bearer) throw unauthenticated(bearer.fault, CHALLENGE);
    const result = verifier.verify(bearer.token, nowS());
    const context = res.locals;
    const cannotVerify = (code: HttpProblemCode, reason: RequestFailureReason): HttpProblem => {
      failures.decrement(context.clientKey ?? '');
      return new HttpProblem(code, reason, { 'Retry-After': String(RETRY_AFTER_S) });
    };
    if (typeof result === 'string') throw cannotVerify('token_registry_unavailable', result);
    if ('fault' in result) {
      if (result.identity) context.identity = result.identity;
      if (result.fault === 'clock_behind') throw cannotVerify('clock_behind', result.fault);
      throw unauthenticated(result.fault, `${CHALLENGE}, error="invalid_token"`);
    }
    failures.decrement(context.clientKey ?? '');
    const { principal } = result;
    context.principal = principal;
    context.identity = { subject: principal.subject, tokenId: principal.tokenId };
    admitNext(req);
    next();
  };
}

/**
 * Whether the client proves itself at little cost. Other clients can share its address, so a client over the limit on failures
 * is still admitted with a valid token.
 */
export function hasRecognizedToken(verifier: TokenVerifier): (req: IncomingMessage) => boolean {
  return ({ headers }) => {
    const bearer = parseBearerToken(headers.authorization);
    return 'token' in bearer && verifier.recognizes(bearer.token, nowS());
  };
}

function nowS(): number {
  return Math.floor(Date.now() / 1000);
}

function unauthenticated(reason: RequestFailureReason, challenge: string): HttpProblem {
  return new HttpProblem('unauthenticated', reason, { 'WWW-Authenticate': challenge });
}
