import { isClockBehind, registryTimeS } from './clock.ts';
import type { TokenRecord, TokenRegistry } from './token-registry.ts';

/** A registry by its keys. */
export interface TokenIndex {
  readonly tree: string;
  /** By `jti`. */
  readonly records: ReadonlyMap<string, TokenRecord>;
  /** When each retiring key stops being accepted, in seconds since 1970, by `kid`. */
  readonly keyRetirements: ReadonlyMap<string, number>;
  /** Those among them that are not accepted, whatever the time is. */
  readonly revokedKids: ReadonlySet<string>;
  /** The newest time that registry and build know of, in seconds since 1970: before it, no token is accepted. */
  readonly newestKnownS: number;
}

export function indexRegistry(registry: TokenRegistry, buildTimeS = 0): TokenIndex {
  const { tree, retiringKeys = [], tokens } = registry;
  return {
    tree,
    records: new Map(tokens.map((record) => [record.jti, record])),
    keyRetirements: new Map(retiringKeys.map(({ kid, endsAt }) => [kid, endsAt])),
    revokedKids: new Set(
      retiringKeys.filter(({ revokedAt }) => revokedAt !== undefined).map(({ kid }) => kid),
    ),
    newestKnownS: Math.max(registryTimeS(registry), buildTimeS),
  };
}

/** When a token that is not revoked stops working, in seconds since 1970: expired, replaced, or with its key retired. */
export function effectiveExpiry(
  { exp, endsAt, kid }: TokenRecord,
  keyRetirements: TokenIndex['keyRetirements'],
): number {
  return Math.min(
    exp,
    endsAt ?? Number.POSITIVE_INFINITY,
    keyRetirements.get(kid) ?? Number.POSITIVE_INFINITY,
  );
}

/** Stable codes, also in the output for scripts. */
export type TokenState = 'valid' | 'not_yet_valid' | 'revoked' | 'replaced' | 'expired' | 'key_retired';

export interface TokenStatus {
  readonly state: TokenState;
  /** Until when it is valid; if it is not, since when it is not, or from when on it is: seconds since 1970. */
  readonly atS: number;
}

export function tokenStatus(record: TokenRecord, index: TokenIndex, nowS: number): TokenStatus {
  const { iat, revokedAt, endsAt, exp, kid } = record;
  if (revokedAt !== undefined) return { state: isReplaced(record) ? 'replaced' : 'revoked', atS: revokedAt };
  const atS = effectiveExpiry(record, index.keyRetirements);
  if (index.revokedKids.has(kid)) return { state: 'key_retired', atS };
  if (nowS < atS) {
    const startS = Math.max(iat, index.newestKnownS);
    return isClockBehind(nowS, startS) ? { state: 'not_yet_valid', atS: startS } : { state: 'valid', atS };
  }
  if (atS === exp) return { state: 'expired', atS };
  return { state: atS === endsAt ? 'replaced' : 'key_retired', atS };
}

/** Whether it was revoked because another token replaces it. */
export function isReplaced({ endsAt, revokedAt }: TokenRecord): boolean {
  return endsAt !== undefined && revokedAt === endsAt;
}

/** Whether the registry lets the gateway accept it. */
export function isTokenValid(record: TokenRecord, index: TokenIndex, nowS: number): boolean {
  return tokenStatus(record, index, nowS).state === 'valid';
}
