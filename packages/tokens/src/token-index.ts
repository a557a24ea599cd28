import type { TokenRecord, TokenRegistry } from './token-registry.ts';

/** A registry by its keys. */
export interface TokenIndex {
  readonly tree: string;
  /** By `jti`. */
  readonly records: ReadonlyMap<string, TokenRecord>;
  /** When each retiring key stops being accepted, in seconds since 1970, by `kid`. */
  readonly keyRetirements: ReadonlyMap<string, number>;
}

export function indexRegistry({ tree, retiringKeys = [], tokens }: TokenRegistry): TokenIndex {
  return {
    tree,
    records: new Map(tokens.map((record) => [record.jti, record])),
    keyRetirements: new Map(retiringKeys.map(({ kid, endsAt }) => [kid, endsAt])),
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
export type TokenState = 'valid' | 'revoked' | 'replaced' | 'expired' | 'key_retired';

export interface TokenStatus {
  readonly state: TokenState;
  /** Since when it is not valid, or until when it is: seconds since 1970. */
  readonly atS: number;
}

export function tokenStatus(record: TokenRecord, { keyRetirements }: TokenIndex, nowS: number): TokenStatus {
  const { revokedAt, endsAt, exp } = record;
  const atS = effectiveExpiry(record, keyRetirements);
  if (revokedAt !== undefined) return { state: 'revoked', atS: revokedAt };
  if (nowS < atS) return { state: 'valid', atS };
  if (atS === exp) return { state: 'expired', atS };
  return { state: atS === endsAt ? 'replaced' : 'key_retired', atS };
}

/** Whether the registry lets the gateway accept it. */
export function isTokenValid(record: TokenRecord, index: TokenIndex, nowS: number): boolean {
  return tokenStatus(record, index, nowS).state === 'valid';
}
