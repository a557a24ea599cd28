import type { Request, Response } from 'express';
import type { RequestFailureReason } from '../audit/failure-reasons.ts';
import { HttpProblem } from '../http/problem.ts';
import { contextOf } from '../http/request-context.ts';
import { parseBearerToken } from './bearer-token.ts';
import type { TokenVerifier } from './token-verifier.ts';

const CHALLENGE = 'Bearer realm="garland"';
const RETRY_AFTER_S = 10;

/** Notes whose request it is. What it returns throws {Refusal} for one without a valid token. */
export function authentication(verifier: TokenVerifier): (req: Request, res: Response) => void {
  return (req, res) => {
    const bearerResult = parseBearerToken(req.headers.authorization);
    if ('fault' in bearerResult) throw unauthenticated(bearerResult.fault, CHALLENGE);
    const result = verifier.verify(bearerResult.token, nowS());
    if (typeof result === 'string')
      throw new HttpProblem('token_registry_unavailable', result, {
        'Retry-After': String(RETRY_AFTER_S),
      });
    const context = contextOf(res);
    if ('fault' in result) {
      if (result.identity) context.identity = result.identity;
      throw unauthenticated(result.fault, `${CHALLENGE}, error="invalid_token"`);
    }
    const { principal } = result;
    context.principal = principal;
    context.identity = { subject: principal.subject, tokenId: principal.tokenId };
  };
}

function nowS(): number {
  return Math.floor(Date.now() / 1000);
}

function unauthenticated(reason: RequestFailureReason, text: string): HttpProblem {
  return new HttpProblem('unauthenticated', reason, { 'WWW-Authenticate': text });
}
