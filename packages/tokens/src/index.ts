export * from './claims.ts';
export * from './key-ring.ts';
export * from './low-s.ts';
export * from './parse-token.ts';
export * from './scope.ts';
export * from './token-registry.ts';
export * from './token-status.ts';
export * from './verification.ts';
