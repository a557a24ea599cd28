import type { KeyObject } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Refusal } from '../http/problem.ts';
import type { RefusalReason } from '../http/reasons.ts';
import { contextOf } from '../http/request-context.ts';
import { readBearer } from './bearer.ts';
import type { RegistryFile } from './registry.ts';
import type { Registry } from './registry-reader.ts';
import { type Verdict, verifyToken } from './token.ts';

const CHALLENGE = 'Bearer realm="garland"';
const REGISTRY_RETRY_S = 10;

/** Lets a request with a valid token pass, and notes whose it is. */
export function authenticate(publicKey: KeyObject, registryFile: RegistryFile): RequestHandler {
  return (req, res, next) => {
    const credentials = readBearer(req.headers.authorization);
    if ('fault' in credentials) throw challenge(credentials.fault, CHALLENGE);
    const registry = registryFile.current();
    if (!registry)
      throw new Refusal('token_registry_unavailable', 'registry_unavailable', {
        'Retry-After': String(REGISTRY_RETRY_S),
      });
    const verdict = judge(credentials.token, publicKey, registry);
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

function judge(token: string, publicKey: KeyObject, { tree, records }: Registry): Verdict {
  return verifyToken(
    token,
    { publicKey, tree, recordOf: (jti) => records.get(jti) },
    Math.floor(Date.now() / 1000),
  );
}

function challenge(reason: RefusalReason, text: string): Refusal {
  return new Refusal('unauthenticated', reason, { 'WWW-Authenticate': text });
}
