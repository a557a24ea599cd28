import type { ErrorRequestHandler, RequestHandler } from 'express';
import { Refusal } from '../http/problem.ts';
import type { RefusalReason } from '../http/reasons.ts';
import { contextOf } from '../http/request-context.ts';
import { readBearer } from './bearer.ts';
import type { TokenDesk } from './token-desk.ts';

const CHALLENGE = 'Bearer realm="garland"';
const UNAVAILABLE_RETRY_S = 10;

/** Lets a request with a valid token pass, and notes whose it is. */
export function authenticate(tokens: TokenDesk): RequestHandler {
  return (req, res, next) => {
    const credentials = readBearer(req.headers.authorization);
    if ('fault' in credentials) throw challenge(credentials.fault, CHALLENGE);
    const verdict = tokens.judge(credentials.token, nowS());
    if (typeof verdict === 'string')
      throw new Refusal('token_registry_unavailable', verdict, {
        'Retry-After': String(UNAVAILABLE_RETRY_S),
      });
    const context = contextOf(res);
    if ('fault' in verdict) {
      if (verdict.bearer) context.bearer = verdict.bearer;
      throw challenge(verdict.fault, `${CHALLENGE}, error="invalid_token"`);
    }
    const { principal } = verdict;
    context.principal = principal;
    context.bearer = { who: principal.who, jti: principal.jti };
    next();
  };
}

/**
 * A request whose body never came is refused before its token is looked at; the audit trail should still tell whose it
 * was. Only that: a client that waited so long can't have many signatures checked.
 */
export function noteBearer(tokens: TokenDesk): ErrorRequestHandler {
  return (error, req, res, next) => {
    const isTimeout = error instanceof Refusal && error.reason === 'body_timeout';
    const credentials = readBearer(req.headers.authorization);
    if (isTimeout && 'token' in credentials) {
      const verdict = tokens.judge(credentials.token, nowS());
      if (typeof verdict !== 'string') {
        const bearer = 'principal' in verdict ? verdict.principal : verdict.bearer;
        if (bearer) contextOf(res).bearer = { who: bearer.who, jti: bearer.jti };
      }
    }
    next(error);
  };
}

function nowS(): number {
  return Math.floor(Date.now() / 1000);
}

function challenge(reason: RefusalReason, text: string): Refusal {
  return new Refusal('unauthenticated', reason, { 'WWW-Authenticate': text });
}
