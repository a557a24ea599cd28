import type { Request, Response } from 'express';
import { Refusal } from '../http/problem.ts';
import type { RefusalReason } from '../http/reasons.ts';
import { contextOf } from '../http/request-context.ts';
import { readBearer } from './bearer.ts';
import type { TokenDesk } from './token-desk.ts';

const CHALLENGE = 'Bearer realm="garland"';
const UNAVAILABLE_RETRY_S = 10;

/** Notes whose request it is. What it returns throws {Refusal} for one without a valid token. */
export function authenticate(tokens: TokenDesk): (req: Request, res: Response) => void {
  return (req, res) => {
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
  };
}

function nowS(): number {
  return Math.floor(Date.now() / 1000);
}

function challenge(reason: RefusalReason, text: string): Refusal {
  return new Refusal('unauthenticated', reason, { 'WWW-Authenticate': text });
}
