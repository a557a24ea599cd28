import { randomUUID } from 'node:crypto';
import {
  indexRegistry,
  isTokenValid,
  type SigningKey,
  type TokenRecord,
  type TokenRegistry,
} from '@garland/tokens';
import { signToken } from '@garland/tokens/signature';
import { RESERVED_NAMES } from '../audit/principals.ts';
import { usageError } from '../errors/cli-error.ts';
import { checkName } from './init-token-folder.ts';
import type { TokenExpiry } from './parse-lifetime.ts';
import { pruneToFit, updateRegistry } from './registry-file.ts';
import { requireClock } from './require-clock.ts';
import { readUsableSigningKey } from './signing-key-file.ts';
import type { TokenFolder } from './token-folder.ts';

export type IssueRequest = TokenExpiry & {
  readonly name: string;
  readonly scope: string;
};

export interface IssuedToken {
  readonly token: string;
  readonly tree: string;
  readonly record: TokenRecord;
  /** How many tokens that expired long ago were removed from the registry to make room. */
  readonly prunedCount: number;
}

export interface CreatedToken extends IssuedToken {
  /** Other valid tokens of the same name. */
  readonly sameNameTokens: readonly TokenRecord[];
}

/** Issues a token and adds it to the registry. */
export async function issueToken(folder: TokenFolder, request: IssueRequest): Promise<CreatedToken> {
  checkTokenName(request.name);
  let sameNameTokens: readonly TokenRecord[] = [];
  const issued = await issueAndRegister(folder, (registry, nowS) => {
    const before = indexRegistry(registry);
    sameNameTokens = registry.tokens.filter(
      (token) => token.sub === request.name && isTokenValid(token, before, nowS),
    );
    return { request, registry };
  });
  return { ...issued, sameNameTokens };
}

function checkTokenName(name: string): void {
  checkName('token name', name);
  const user = RESERVED_NAMES.get(name);
  if (user === undefined) return;
  throw usageError(
    `"${name}" cannot be a token name: the audit log uses it for ${user}.`,
    'Name the token after its user, for example:  phone',
  );
}

/** The token to issue, and the registry to add it to. */
export interface IssuePlan {
  readonly request: IssueRequest;
  readonly registry: TokenRegistry;
}

/** Signs a token after adding it to the registry, so that every token in circulation can be revoked. */
export async function issueAndRegister(
  folder: TokenFolder,
  plan: (registry: TokenRegistry, nowS: number) => IssuePlan,
): Promise<IssuedToken> {
  let sign: () => IssuedToken = () => {
    throw new Error('nothing was issued');
  };
  await updateRegistry(folder, (before, nowS) => {
    requireClock(folder, before, nowS);
    const key = readUsableSigningKey(folder, before);
    const { request, registry } = plan(before, nowS);
    const record = createTokenRecord(request, key, nowS);
    const longer = { ...registry, tokens: [...registry.tokens, record] };
    const after = pruneToFit(folder, longer, nowS);
    sign = () => ({
      token: signToken(record, after.tree, key),
      tree: after.tree,
      record,
      prunedCount: longer.tokens.length - after.tokens.length,
    });
    return after;
  });
  return sign();
}

function createTokenRecord(request: IssueRequest, { kid }: SigningKey, iat: number): TokenRecord {
  const { name, scope } = request;
  const exp = 'expiresAtS' in request ? request.expiresAtS : iat + request.lifetimeS;
  return { jti: randomUUID(), kid, sub: name, scope, iat, exp };
}
