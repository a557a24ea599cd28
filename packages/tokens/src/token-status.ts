import { effectiveExpiry, type TokenIndex, type TokenRecord } from './token-registry.ts';

/** What has become of an issued token: the codes are for scripts, too. */
export type TokenState = 'valid' | 'revoked' | 'ended' | 'expired' | 'key_retired';

export interface TokenStatus {
  readonly state: TokenState;
  /** Since when it is no longer valid, or until when it is: seconds since 1970. */
  readonly atS: number;
}

export function tokenStatus(record: TokenRecord, { keyRetirements }: TokenIndex, nowS: number): TokenStatus {
  const { revokedAt, endsAt, exp } = record;
  const atS = effectiveExpiry(record, keyRetirements);
  if (revokedAt !== undefined) return { state: 'revoked', atS: revokedAt };
  if (nowS < atS) return { state: 'valid', atS };
  if (atS === exp) return { state: 'expired', atS };
  return { state: atS === endsAt ? 'ended' : 'key_retired', atS };
}

/** Whether the gateway accepts it, as far as the registry says. */
export function isTokenValid(record: TokenRecord, index: TokenIndex, nowS: number): boolean {
  return tokenStatus(record, index, nowS).state === 'valid';
}
