import type { TokenRegistry } from './token-registry.ts';

/** Clocks differ; a Pi Zero has no clock chip. */
export const CLOCK_LEEWAY_S = 5;

/**
 * The newest time that a registry knows of, in seconds since 1970. The clock cannot be right before it, so no end before it can
 * be undone by a clock that is set back. The oldest registries do not say when they were changed, but when their tokens were.
 */
export function registryTimeS({ updatedAt, tokens }: TokenRegistry): number {
  if (updatedAt !== undefined) return updatedAt;
  return tokens.reduce((newestS, { iat, revokedAt = 0 }) => Math.max(newestS, iat, revokedAt), 0);
}

/** Whether the clock is earlier than a time that has certainly passed. */
export function isClockBehind(nowS: number, passedS: number): boolean {
  return nowS + CLOCK_LEEWAY_S < passedS;
}
