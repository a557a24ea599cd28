import {
  indexRegistry,
  type TokenRecord,
  type TokenRegistry,
  type TokenStatus,
  tokenStatus,
} from '@garland/tokens';
import { CliError } from '../errors/cli-error.ts';
import { commandHintPerToken, findTokens, isRotatable, replaceRecords } from './find-tokens.ts';
import { type IssuedToken, issueAndRegister } from './issue-token.ts';
import { type OverlapOptions, parseOverlapEndS, type TokenExpiry } from './parse-lifetime.ts';
import { type TokenFolder, tokenCommandHint } from './token-folder.ts';

const DEFAULT_TOKEN_OVERLAP = '14d';

export interface RotationRequest extends OverlapOptions {
  readonly nameOrId: string;
  /** Of the new token; undefined: the lifetime of the old one. */
  readonly expiry?: TokenExpiry | undefined;
}

interface ReplacedToken {
  /** The old token, with its end. */
  readonly replaced: TokenRecord;
  /** Whether the old token still works: its key can be retired already. */
  readonly status: TokenStatus;
}

export type TokenRotation = IssuedToken & ReplacedToken;

/** Issues a token in place of another, which stays valid for some days: time to update IFTTT. */
export async function rotateToken(folder: TokenFolder, request: RotationRequest): Promise<TokenRotation> {
  let result: ReplacedToken | undefined;
  const issued = await issueAndRegister(folder, (registry, nowS) => {
    const old = findTokenToRotate(request.nameOrId, registry, folder, nowS);
    const replaced = {
      ...old,
      endsAt: Math.min(old.exp, parseOverlapEndS(request, DEFAULT_TOKEN_OVERLAP, nowS)),
    };
    result = { replaced, status: tokenStatus(replaced, indexRegistry(registry), nowS) };
    return {
      request: { name: old.sub, scope: old.scope, ...(request.expiry ?? { lifetimeS: old.exp - old.iat }) },
      registry: { ...registry, tokens: replaceRecords(registry.tokens, [replaced]) },
    };
  });
  return { ...issued, ...(result as ReplacedToken) };
}

function findTokenToRotate(
  nameOrId: string,
  registry: TokenRegistry,
  folder: TokenFolder,
  nowS: number,
): TokenRecord {
  const issued = indexRegistry(registry);
  const [first, ...others] = findTokens(nameOrId, registry.tokens, folder).filter((token) =>
    isRotatable(token, issued, nowS),
  );
  if (!first) throw nothingToRotateError(nameOrId, folder);
  if (others.length === 0) return first;
  throw new CliError(
    'failed',
    `${others.length + 1} valid tokens are called "${nameOrId}"; nothing was changed. Choose one by its ID:`,
    ...commandHintPerToken('rotate', [first, ...others], folder),
  );
}

function nothingToRotateError(nameOrId: string, folder: TokenFolder): CliError {
  return new CliError(
    'failed',
    `No valid token "${nameOrId}" that is not already being replaced; nothing was changed.`,
    `To list all:  ${tokenCommandHint(folder, 'list')}`,
    `To create a new one:  ${tokenCommandHint(folder, 'create NAME')}`,
  );
}
