import {
  indexRegistry,
  type TokenRecord,
  type TokenRegistry,
  type TokenState,
  type TokenStatus,
  tokenStatus,
} from '@garland/tokens';
import { CliError } from '../errors/cli-error.ts';
import { commandHintPerToken, findTokens, replaceRecords } from './find-tokens.ts';
import { type IssuedToken, issueAndRegister } from './issue-token.ts';
import { type OverlapOptions, parseOverlapEndS } from './parse-lifetime.ts';
import { type TokenFolder, tokenCommandHint } from './token-folder.ts';

const DEFAULT_TOKEN_OVERLAP = '14d';
/** Whoever retires a key at once still wants tokens of the same names and scopes. */
const ROTATABLE_STATES: readonly TokenState[] = ['valid', 'key_retired'];

export interface RotationRequest extends OverlapOptions {
  readonly nameOrJti: string;
  /** Of the new token; without it, that of the old one. */
  readonly lifetimeS: number | undefined;
}

interface ReplacedToken {
  /** What the new token replaces, with the day on which it ends. */
  readonly replaced: TokenRecord;
  /** Whether that still works. Its key may have ended it before. */
  readonly status: TokenStatus;
}

export type TokenRotation = IssuedToken & ReplacedToken;

/** Issues a token like another, which ends some days later: time to tell IFTTT. */
export async function rotateToken(folder: TokenFolder, request: RotationRequest): Promise<TokenRotation> {
  let result: ReplacedToken | undefined;
  const issued = await issueAndRegister(folder, (registry, nowS) => {
    const old = findTokenToRotate(request.nameOrJti, registry, folder, nowS);
    const replaced = {
      ...old,
      endsAt: Math.min(old.exp, parseOverlapEndS(request, DEFAULT_TOKEN_OVERLAP, nowS)),
    };
    result = { replaced, status: tokenStatus(replaced, indexRegistry(registry), nowS) };
    return {
      request: { name: old.sub, scope: old.scope, lifetimeS: request.lifetimeS ?? old.exp - old.iat },
      registry: { ...registry, tokens: replaceRecords(registry.tokens, [replaced]) },
    };
  });
  return { ...issued, ...(result as ReplacedToken) };
}

function findTokenToRotate(
  nameOrJti: string,
  registry: TokenRegistry,
  folder: TokenFolder,
  nowS: number,
): TokenRecord {
  const issued = indexRegistry(registry);
  const [first, ...others] = findTokens(nameOrJti, registry.tokens, folder).filter(
    (token) =>
      token.endsAt === undefined && ROTATABLE_STATES.includes(tokenStatus(token, issued, nowS).state),
  );
  if (!first) throw nothingToRotateError(nameOrJti, folder);
  if (others.length === 0) return first;
  throw new CliError(
    'failed',
    `${others.length + 1} valid tokens are called "${nameOrJti}"; nothing was changed. Name one by its jti:`,
    ...commandHintPerToken('rotate', [first, ...others], folder),
  );
}

function nothingToRotateError(nameOrJti: string, folder: TokenFolder): CliError {
  return new CliError(
    'failed',
    `No token "${nameOrJti}" is valid that is not being replaced already; nothing was changed.`,
    `What there is:  ${tokenCommandHint(folder, 'list')}`,
    `Make one from scratch:  ${tokenCommandHint(folder, 'create NAME')}`,
  );
}
