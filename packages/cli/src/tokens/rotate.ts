import { indexRegistry, type TokenRecord, type TokenRegistry } from '@garland/protocol/tokens';
import { Failure } from '../failure.ts';
import { type TokenFolder, tokenCommandFor } from './folder.ts';
import { type IssuedToken, issueWith } from './issue.ts';
import { type OverlapOptions, overlapEnd } from './lifetime.ts';
import { commandsFor, tokensNamed, withChanged } from './named.ts';
import { type Standing, standingOf, type TokenState } from './state.ts';

const OVERLAP = '14d';
/** Whoever retires a key at once still wants tokens of the same names and scopes. */
const ROTATED: readonly TokenState[] = ['valid', 'key_retired'];

export interface RotationRequest extends OverlapOptions {
  readonly nameOrJti: string;
  /** Of the new token; without it, that of the old one. */
  readonly lifetimeS: number | undefined;
}

interface Replaced {
  /** What the new token replaces, with the day on which it ends. */
  readonly replaced: TokenRecord;
  /** Whether that still works. Its key may have ended it before. */
  readonly standing: Standing;
}

export type Rotation = IssuedToken & Replaced;

/** Issues a token like another, which ends some days later: time to tell IFTTT. */
export async function rotateToken(folder: TokenFolder, request: RotationRequest): Promise<Rotation> {
  let outcome: Replaced | undefined;
  const issued = await issueWith(folder, (registry, nowS) => {
    const old = tokenToRotate(request.nameOrJti, registry, folder, nowS);
    const replaced = { ...old, endsAt: Math.min(old.exp, overlapEnd(request, OVERLAP, nowS)) };
    outcome = { replaced, standing: standingOf(replaced, indexRegistry(registry), nowS) };
    return {
      request: { name: old.sub, scope: old.scope, lifetimeS: request.lifetimeS ?? old.exp - old.iat },
      registry: { ...registry, tokens: withChanged(registry.tokens, [replaced]) },
    };
  });
  return { ...issued, ...(outcome as Replaced) };
}

function tokenToRotate(
  nameOrJti: string,
  registry: TokenRegistry,
  folder: TokenFolder,
  nowS: number,
): TokenRecord {
  const issued = indexRegistry(registry);
  const [first, ...others] = tokensNamed(nameOrJti, registry.tokens, folder).filter(
    (token) => token.endsAt === undefined && ROTATED.includes(standingOf(token, issued, nowS).state),
  );
  if (!first) throw nothingToRotate(nameOrJti, folder);
  if (others.length === 0) return first;
  throw new Failure(
    'failed',
    `${others.length + 1} valid tokens are called "${nameOrJti}"; nothing was changed. Name one by its jti:`,
    ...commandsFor('rotate', [first, ...others], folder),
  );
}

function nothingToRotate(nameOrJti: string, folder: TokenFolder): Failure {
  return new Failure(
    'failed',
    `No token "${nameOrJti}" is valid that is not being replaced already; nothing was changed.`,
    `What there is:  ${tokenCommandFor(folder, 'list')}`,
    `Make one from scratch:  ${tokenCommandFor(folder, 'create NAME')}`,
  );
}
