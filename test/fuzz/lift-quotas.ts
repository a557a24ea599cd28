import { ROLE_LIMITS, type RoleLimits } from '@garland/protocol';

/**
 * Loaded into the real driver (`node --import`): its quota of calls a second would make a night of a million messages.
 * Every other limit stays, and tests of their own hold the quota.
 */
for (const limits of Object.values(ROLE_LIMITS) as { -readonly [K in keyof RoleLimits]: RoleLimits[K] }[])
  Object.assign(limits, { callsPerSecond: 1e9, callBurst: 1e9 });
