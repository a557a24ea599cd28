export * from './claims.ts';
export * from './form.ts';
export * from './registry.ts';
export * from './scope.ts';
export * from './signature.ts';
export * from './verdict.ts';
