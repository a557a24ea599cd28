import { registryTimeS } from './clock.ts';
import type { TokenRegistry } from './token-registry.ts';

interface Ending {
  readonly endsAt?: number;
  readonly revokedAt?: number;
}

/**
 * The registry to write at a time: what was replaced or retired by then is revoked, so that a clock that is set back does not
 * revive it, and the time is recorded.
 */
export function settleRegistry(registry: TokenRegistry, nowS: number): TokenRegistry {
  const { retiringKeys, tokens } = registry;
  const revokeEnded = <T extends Ending>(item: T): T =>
    item.revokedAt === undefined && item.endsAt !== undefined && item.endsAt <= nowS
      ? { ...item, revokedAt: item.endsAt }
      : item;
  return {
    ...registry,
    updatedAt: Math.max(nowS, registryTimeS(registry)),
    ...(retiringKeys && { retiringKeys: retiringKeys.map(revokeEnded) }),
    tokens: tokens.map(revokeEnded),
  };
}
