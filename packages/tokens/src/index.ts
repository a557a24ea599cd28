export { type BearerResult, parseBearerToken } from './bearer-token.ts';
export {
  NAME_PATTERN,
  TOKEN_ALGORITHM,
  TOKEN_ISSUER,
  TOKEN_MAX_BYTES,
  type TokenClaims,
} from './claims.ts';
export { isClockBehind, registryTimeS } from './clock.ts';
export { KEY_RING_MAX_KEYS, type KeyRing, keyIdOf, parseKeyRing, serializeKeyRing } from './key-ring.ts';
export { isLowS, P256_ORDER, toLowS } from './low-s.ts';
export { type ParsedToken, parseToken } from './parse-token.ts';
export { canPlay, parseScope, type Scope } from './scope.ts';
export { settleRegistry } from './settle-registry.ts';
export { generateSigningKey, parseSigningKey, type SigningKey, serializeSigningKey } from './signing-key.ts';
export { type ParseFault, TOKEN_FAULTS, type TokenFault, type VerificationFault } from './token-faults.ts';
export {
  effectiveExpiry,
  indexRegistry,
  isReplaced,
  isTokenValid,
  type TokenIndex,
  type TokenState,
  type TokenStatus,
  tokenStatus,
} from './token-index.ts';
export {
  parseRegistry,
  REGISTRY_MAX_BYTES,
  type RetiringKey,
  serializeRegistry,
  type TokenRecord,
  type TokenRegistry,
} from './token-registry.ts';
export {
  type Principal,
  type TokenIdentity,
  type TrustStore,
  type VerificationResult,
  verifyToken,
} from './verify-token.ts';
